package dev.millwright.worker.internal.job;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The estimated run time of one kind of steps, such as the jobs of one type: a moving average of earlier runs. Any thread. */
public final class RunTimeEstimate {
    /** Start high: about 25 short runs are needed before a type runs inline. */
    static final long UNKNOWN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** Longer runs are clipped to this, so that one outlier fades as fast as any other run. */
    private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private static final int WEIGHT = 16;

    private final AtomicLong expectedNanos = new AtomicLong(UNKNOWN_NANOS);

    /** Types of which one run in 20 is long are never expected to be short. */
    public long expectedNanos() {
        return expectedNanos.get();
    }

    /** Records the run time of one job, by the real clock. */
    public void record(long nanos) {
        expectedNanos.accumulateAndGet(Math.min(nanos, LONGEST_NANOS), RunTimeEstimate::average);
    }

    private static long average(long before, long latest) {
        return before + (latest - before) / WEIGHT;
    }

    /** Records a job that overran and still runs. */
    public void recordOverrun() {
        record(LONGEST_NANOS);
    }
}
