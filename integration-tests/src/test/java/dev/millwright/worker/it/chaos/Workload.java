package dev.millwright.worker.it.chaos;

import dev.millwright.worker.AsyncJobHandler;
import dev.millwright.worker.JobCancelledException;
import dev.millwright.worker.JobContext;
import dev.millwright.worker.JobHandler;
import dev.millwright.worker.JobOptions;
import dev.millwright.worker.JobRegistry;
import dev.millwright.worker.NonRetryableException;
import dev.millwright.worker.RetryPolicy;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** The functions of the jobs, shared by all workers. Any thread. */
final class Workload {
    /** Longer than the chaos waits for them: those that have come must not make room for others. */
    private static final int GATHER_SECONDS = 300;

    private static final RetryPolicy SHORT = RetryPolicy.DEFAULT
            .withAttempts(25)
            .withInitial(Duration.ofMillis(100))
            .withCap(Duration.ofMillis(400));

    /** With its jitter always 10 s at least, which is too long to wait in the worker. */
    private static final RetryPolicy LONG_WAIT = RetryPolicy.DEFAULT
            .withAttempts(25)
            .withInitial(Duration.ofSeconds(20))
            .withBase(1);

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
        register(registry, JobKind.RETRY, SHORT, Workload::failSomeTimes);
        register(registry, JobKind.LATER, LONG_WAIT, Workload::failSomeTimes);
        register(registry, JobKind.GIVE_UP, SHORT.withAttempts(JobSpec.GIVES_UP_AFTER), context -> {
            throw new IllegalStateException("each time, as planned");
        });
        register(registry, JobKind.FINAL, SHORT, context -> {
            throw new NonRetryableException("for good, as planned");
        });
        registry.register(JobKind.GATHER.jobtype(), context -> gather());
        registerAsyncWith(registry);
    }

    /** The same without a thread; what they do at last runs on one of the worker's, or of nobody's. */
    private void registerAsyncWith(JobRegistry registry) {
        registry.registerAsync(JobKind.NOOP.asyncJobtype(), context -> CompletableFuture.completedFuture(null));
        registry.registerAsync(
                JobKind.SLEEP.asyncJobtype(), context -> context.signal().delay(time(context)));
        registry.registerAsync(
                JobKind.LONG.asyncJobtype(), context -> context.signal().delay(time(context)));
        registry.registerAsync(
                JobKind.NAP.asyncJobtype(), JobOptions.DEFAULT.withInterruptible(false), Workload::napAsync);
        registry.registerAsync(JobKind.STUBBORN.asyncJobtype(), Workload::workOnAsync);
        registry.registerAsync(JobKind.FLAKY.asyncJobtype(), soon(this::failOnce));
        registry.registerAsync(
                JobKind.FAIL.asyncJobtype(),
                context -> CompletableFuture.failedFuture(new IllegalStateException("as planned")));
        registerAsync(registry, JobKind.RETRY, SHORT, soon(Workload::failSomeTimes));
        registerAsync(registry, JobKind.LATER, LONG_WAIT, soon(Workload::failSomeTimes));
        registerAsync(registry, JobKind.GIVE_UP, SHORT.withAttempts(JobSpec.GIVES_UP_AFTER), soon(context -> {
            throw new IllegalStateException("each time, as planned");
        }));
        registerAsync(
                registry,
                JobKind.FINAL,
                SHORT,
                context -> CompletableFuture.failedFuture(new NonRetryableException("for good, as planned")));
    }

    private static void registerAsync(
            JobRegistry registry, JobKind kind, RetryPolicy policy, AsyncJobHandler function) {
        registry.registerAsync(kind.asyncJobtype(), JobOptions.DEFAULT.withRetry(policy), function);
    }

    /** Does something after a moment, on a thread of the pool's. */
    private static AsyncJobHandler soon(Consumer<JobContext> action) {
        return context -> context.signal()
                .delay(Duration.ofMillis(1))
                .thenRunAsync(() -> action.accept(context), context.executor());
    }

    private static CompletionStage<?> napAsync(JobContext context) {
        // Completes as if it were done: the very thing that must not become an ACK.
        return context.signal().delay(time(context)).exceptionally(failure -> null);
    }

    /** Cannot be cancelled, and is completed by a thread that knows nothing of workers. */
    private static CompletionStage<?> workOnAsync(JobContext context) {
        Executor later = CompletableFuture.delayedExecutor(time(context).toMillis(), TimeUnit.MILLISECONDS);
        return CompletableFuture.runAsync(() -> {}, later).minimalCompletionStage();
    }

    private static void register(JobRegistry registry, JobKind kind, RetryPolicy policy, JobHandler function) {
        registry.register(kind.jobtype(), JobOptions.DEFAULT.withRetry(policy), function);
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

    private static void failSomeTimes(JobContext context) {
        if (context.attempt() <= context.arg(0, Integer.class)) {
            throw new IllegalStateException("in try " + context.attempt() + ", as planned");
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
