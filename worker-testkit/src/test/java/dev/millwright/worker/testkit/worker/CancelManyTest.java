package dev.millwright.worker.testkit.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.CancelAllOptions;
import dev.millwright.worker.CancelOperation;
import dev.millwright.worker.CancelOperation.Progress;
import dev.millwright.worker.CancelOperation.State;
import dev.millwright.worker.Job;
import dev.millwright.worker.JobFilter;
import dev.millwright.worker.JobListener;
import dev.millwright.worker.JobOutcome;
import dev.millwright.worker.Worker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * Ten thousand jobs cancelled at once, while heartbeats and another pool go on. Only counts are asserted; the figures are
 * printed: {@code scripts/test -pl worker-testkit -Dtest=CancelManyTest}.
 */
class CancelManyTest extends WorkerTest {
    private static final int JOBS = Integer.getInteger("millwright.jobs", 10_000);
    private static final Duration BEAT = Duration.ofMillis(100);

    private final HeldJobs held = new HeldJobs(job -> job.contains("(queue bulk)"));
    private final AtomicLong steady = new AtomicLong();
    private final List<Long> beats = new CopyOnWriteArrayList<>();

    private final JobListener listener = new JobListener() {
        @Override
        public void onReported(Job job, JobOutcome outcome) {
            if (job.queue().equals("steady")) {
                steady.incrementAndGet();
                server.pushTo("steady", "short"); // as many again
            }
        }

        @Override
        public void onHeartbeat() {
            beats.add(System.nanoTime());
        }
    };

    /** How many jobs of the other pool ended meanwhile, and the longest time between two heartbeats. */
    private String figures(String when, Runnable during) {
        long jobs = steady.get();
        long begun = System.nanoTime();
        during.run();
        long nanos = System.nanoTime() - begun;
        long longest = 0;
        long last = begun;
        for (long beat : beats) {
            if (beat > begun) {
                longest = Math.max(longest, beat - last);
                last = beat;
            }
        }
        String line =
                "%s: %d ms, other pool %.0f jobs/s, longest time between two of the heartbeats, due each %d ms: %d ms"
                        .formatted(
                                when,
                                nanos / 1_000_000,
                                (steady.get() - jobs) * 1e9 / nanos,
                                BEAT.toMillis(),
                                longest / 1_000_000);
        System.out.println(line);
        return line;
    }

    private void awaitSteady(int more) {
        long before = steady.get();
        server.await(more + " jobs of the other pool", now -> steady.get() >= before + more, LIMIT);
    }

    @Test
    void heartbeatsAndAnotherPoolGoOn() {
        Worker worker = start(worker().pool("bulk", JOBS, "bulk")
                .pool("steady", 4, "steady")
                .executor(held)
                .heartbeat(BEAT)
                .listener(listener)
                // It waits more than it works: what a pool keeps of its throughput is not what is left of the
                // processor.
                .register("short", context -> LockSupport.parkNanos(2_000_000)));
        for (int i = 0; i < JOBS; i++) {
            server.pushTo("bulk", "noop");
        }
        held.await(JOBS);
        for (int i = 0; i < 8; i++) {
            server.pushTo("steady", "short");
        }
        awaitSteady(1_000);
        figures("before", () -> awaitSteady(2_000));
        int beatsBefore = beats.size();
        long steadyBefore = steady.get();

        CancelOperation[] operation = new CancelOperation[1];
        figures("cancel of " + JOBS + " jobs until each is reported", () -> {
            operation[0] = worker.cancelAll(JobFilter.EMPTY.withQueues("bulk"), CancelAllOptions.DEFAULT);
            figures("cancel of " + JOBS + " jobs", operation[0].toCompletableFuture()::join);
            server.await(
                    "all in Dead", now -> now.failures() == JOBS && now.dead().size() == JOBS, LIMIT);
        });

        assertThat(operation[0].progress()).isEqualTo(new Progress(State.DONE, JOBS, JOBS, 0, 0, 0));
        assertThat(beats.size()).as("heartbeats meanwhile").isGreaterThan(beatsBefore);
        assertThat(steady.get()).as("jobs of the other pool meanwhile").isGreaterThan(steadyBefore);
        assertThat(server.retries()).isEmpty();
        figures("after", () -> awaitSteady(2_000));
    }
}
