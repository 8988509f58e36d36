package dev.millwright.worker.cli.internal;

import dev.millwright.worker.JobContext;
import dev.millwright.worker.JobOptions;
import dev.millwright.worker.JobRegistry;
import dev.millwright.worker.NonRetryableException;
import dev.millwright.worker.RetryPolicy;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;

/** Functions for smoke tests and benchmarks. Stateless; any thread. */
final class SampleJobs {
    private static final RetryPolicy FLAKY = RetryPolicy.DEFAULT
            .withAttempts(5)
            .withInitial(Duration.ofMillis(100))
            .withBase(2);

    private SampleJobs() {}

    static void register(JobRegistry jobs) {
        jobs.register("sample.noop", context -> {})
                .register("sample.sleep", SampleJobs::sleep)
                .registerAsync("sample.wait", SampleJobs::await)
                .register("sample.stubborn", SampleJobs::stubborn)
                .register("sample.fail", SampleJobs::fail)
                .register("sample.flaky", JobOptions.DEFAULT.withRetry(FLAKY), SampleJobs::flaky)
                .register("sample.final", SampleJobs::failForGood);
    }

    /** Sleeps for so many milliseconds; obeys its signal. */
    private static void sleep(JobContext context) throws InterruptedException {
        context.signal().sleep(Duration.ofMillis(context.arg(0, Long.class)));
    }

    /** Waits for so many milliseconds without a thread; obeys its signal. */
    private static CompletionStage<?> await(JobContext context) {
        return context.signal().delay(Duration.ofMillis(context.arg(0, Long.class)));
    }

    /** Sleeps for so many milliseconds, whatever its signal and interrupts say. */
    private static void stubborn(JobContext context) {
        long remaining = Duration.ofMillis(context.arg(0, Long.class)).toNanos();
        long start = System.nanoTime();
        while (System.nanoTime() - start < remaining) {
            LockSupport.parkNanos(remaining - (System.nanoTime() - start));
            // An interrupted thread does not park: forget the interrupt instead of spinning.
            Thread.interrupted();
        }
    }

    private static void fail(JobContext context) {
        throw new IllegalStateException(context.args().size() == 0 ? "on purpose" : context.arg(0, String.class));
    }

    /** Throws in its first so many tries. */
    private static void flaky(JobContext context) {
        if (context.attempt() <= context.arg(0, Integer.class)) {
            throw new IllegalStateException("on purpose, in try " + context.attempt());
        }
    }

    private static void failForGood(JobContext context) {
        throw new NonRetryableException("on purpose, and for good");
    }
}
