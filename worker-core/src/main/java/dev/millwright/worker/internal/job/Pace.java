package dev.millwright.worker.internal.job;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** How long a run of one jobtype takes, by those before it. Any thread. */
final class Pace {
    /** Of a type that has not run yet. It takes some 25 short runs to be believed. */
    static final long UNKNOWN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** What takes longer counts for no more, so that one run of an hour is forgotten as soon as any other. */
    private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private static final int WEIGHT = 16;

    private final AtomicLong expectedNanos = new AtomicLong(UNKNOWN_NANOS);

    /** A moving average. Types of which one run in 20 is long are never expected to be short. */
    long expectedNanos() {
        return expectedNanos.get();
    }

    /** Takes in how long one has taken, by the real clock. */
    void record(long nanos) {
        expectedNanos.accumulateAndGet(Math.min(nanos, LONGEST_NANOS), Pace::average);
    }

    private static long average(long before, long latest) {
        return before + (latest - before) / WEIGHT;
    }

    /** Takes in that one has taken long, and still runs. */
    void recordLong() {
        record(LONGEST_NANOS);
    }
}
