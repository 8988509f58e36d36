package dev.millwright.worker.internal.job;

import java.time.Duration;

/** How long before the end of its reservation a job must be over. Immutable; any thread. */
final class DeadlineMargin {
    /** Less would leave no time to notice (1 s), to react, and to have the FAIL arrive before the end. */
    private static final long MIN_NANOS = Duration.ofSeconds(4).toNanos();

    private final Duration wanted;

    DeadlineMargin(Duration wanted) {
        this.wanted = wanted;
    }

    /** Whether jobs are interrupted by it. */
    boolean isOn() {
        return !wanted.isZero();
    }

    /** The last moment of a job on the monotonic clock. */
    long lastNanos(ActiveJob job) {
        long margin = Math.min(
                Math.max(wanted.toNanos(), MIN_NANOS), job.job().reserveFor().toNanos() / 2);
        return job.deadlineNanos() - margin;
    }
}
