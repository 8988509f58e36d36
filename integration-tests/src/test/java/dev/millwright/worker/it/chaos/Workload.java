package dev.millwright.worker.it.chaos;

import dev.millwright.worker.JobCancelledException;
import dev.millwright.worker.JobContext;
import dev.millwright.worker.JobRegistry;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The functions of the jobs, shared by all workers. Any thread. */
final class Workload {
    /** Longer than the chaos waits for them: those that have come must not make room for others. */
    private static final int GATHER_SECONDS = 300;

    private final Set<String> failedOnce = ConcurrentHashMap.newKeySet();
    private volatile CountDownLatch gathering = new CountDownLatch(0);

    void registerWith(JobRegistry registry) {
        registry.register(JobKind.NOOP.jobtype(), context -> {});
        registry.register(JobKind.SLEEP.jobtype(), Workload::sleep);
        registry.register(JobKind.LONG.jobtype(), Workload::sleep);
        registry.register(JobKind.NAP.jobtype(), Workload::nap);
        registry.register(JobKind.STUBBORN.jobtype(), Workload::workOn);
        registry.register(JobKind.FLAKY.jobtype(), this::failOnce);
        registry.register(JobKind.FAIL.jobtype(), context -> {
            throw new IllegalStateException("as planned");
        });
        registry.register(JobKind.GATHER.jobtype(), context -> gather());
    }

    /** Has the next GATHER jobs wait until there are so many of them. */
    CountDownLatch expect(int jobs) {
        gathering = new CountDownLatch(jobs);
        return gathering;
    }

    private static Duration time(JobContext context) {
        return Duration.ofMillis(context.arg(0, Integer.class));
    }

    private static void sleep(JobContext context) throws InterruptedException {
        context.signal().sleep(time(context));
    }

    private static void nap(JobContext context) {
        try {
            context.signal().sleep(time(context));
        } catch (JobCancelledException | InterruptedException e) {
            // Returns as if it were done: the very thing that must not become an ACK.
        }
    }

    private static void workOn(JobContext context) {
        long end = System.nanoTime() + time(context).toNanos();
        while (System.nanoTime() - end < 0) {
            LockSupport.parkNanos(end - System.nanoTime());
            // Deaf to the interrupt, and with it still set parking would be no pause any more.
            Thread.interrupted();
        }
    }

    private void failOnce(JobContext context) {
        if (failedOnce.add(context.jid())) {
            throw new IllegalStateException("the first time, as planned");
        }
    }

    private void gather() throws InterruptedException {
        CountDownLatch others = gathering;
        others.countDown();
        if (!others.await(GATHER_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException(others.getCount() + " slots have not taken a job");
        }
    }
}
