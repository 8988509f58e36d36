package dev.millwright.worker.internal.platform;

import dev.millwright.worker.WorkerClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The real time, and the one place that reads it. Owns a daemon thread {@code millwright-clock}, which starts with the
 * first task and runs all of them. A worker or client has a clock of its own, as that thread has to end with it; the
 * shared one's ends when nothing is left to do. Any thread.
 */
public final class SystemClock implements WorkerClock, AutoCloseable {
    private static final Duration IDLE = Duration.ofMillis(200);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(1);

    /** The shared clock of this JVM, which nobody closes. */
    public static final SystemClock INSTANCE = new SystemClock().endingWhenIdle();

    private static final Logger LOG = SafeLogger.of(SystemClock.class);

    private final ScheduledThreadPoolExecutor executor;
    private volatile @Nullable Thread thread;

    private SystemClock() {
        executor = new ScheduledThreadPoolExecutor(1, this::newThread);
        // Most tasks are timeouts that are taken back: without this they would pile up until they are due.
        executor.setRemoveOnCancelPolicy(true);
    }

    private Thread newThread(Runnable task) {
        Thread made = new Thread(task, "millwright-clock");
        made.setDaemon(true);
        thread = made;
        return made;
    }

    private SystemClock endingWhenIdle() {
        executor.setKeepAliveTime(IDLE.toMillis(), TimeUnit.MILLISECONDS);
        executor.allowCoreThreadTimeOut(true);
        return this;
    }

    /**
     * Who shares the clock gets one to close instead; any other clock is that of a test or of the program, and stays
     * what it is.
     *
     * @param clock what was asked for
     */
    public static WorkerClock owned(WorkerClock clock) {
        return clock instanceof SystemClock ? new SystemClock() : clock;
    }

    /**
     * Closes a clock that {@link #owned} has made; leaves any other alone.
     *
     * @param clock what that returned
     */
    public static void close(WorkerClock clock) {
        if (clock instanceof SystemClock own) {
            own.close();
        }
    }

    /** Drops what was to be done and ends the thread. What is scheduled later is dropped, too. */
    @Override
    public void close() {
        executor.shutdownNow();
        ThreadEnd.await(thread, CLOSE_LIMIT);
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
        try {
            Future<?> scheduled = executor.schedule(() -> run(task), nanos(delay), TimeUnit.NANOSECONDS);
            // False: an interrupt would hit whatever the thread runs next.
            return () -> scheduled.cancel(false);
        } catch (RejectedExecutionException e) {
            return () -> {}; // closed
        }
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            LOG.error("a scheduled task failed", e);
        }
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
