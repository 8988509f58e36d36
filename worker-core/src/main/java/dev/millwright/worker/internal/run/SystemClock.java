package dev.millwright.worker.internal.run;

import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.internal.net.Guard;
import dev.millwright.worker.internal.platform.SafeLogger;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;

/**
 * The real time, and the one place that reads it. Owns the daemon thread {@code millwright-clock},
 * which starts with the first task and runs all of them. Any thread.
 */
public final class SystemClock implements WorkerClock {
    /** The clock of this JVM. */
    public static final SystemClock INSTANCE = new SystemClock();

    private static final Logger LOG = SafeLogger.of(SystemClock.class);

    private final ScheduledThreadPoolExecutor executor;

    private SystemClock() {
        executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "millwright-clock");
            thread.setDaemon(true);
            return thread;
        });
        // Most tasks are timeouts that are taken back: without this they would pile up until they are due.
        executor.setRemoveOnCancelPolicy(true);
    }

    @Override
    public Instant instant() {
        return Instant.now();
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Scheduled schedule(Runnable task, Duration delay) {
        Future<?> scheduled = executor.schedule(
                () -> Guard.run(task, LOG, "a scheduled task failed"), nanos(delay), TimeUnit.NANOSECONDS);
        // False: an interrupt would hit whatever the thread runs next.
        return () -> scheduled.cancel(false);
    }

    private static long nanos(Duration delay) {
        try {
            return delay.toNanos();
        } catch (ArithmeticException e) {
            // Over 292 years: as good as never. The executor itself bounds what it adds to now.
            return delay.isNegative() ? 0 : Long.MAX_VALUE;
        }
    }
}
