package dev.millwright.worker.internal.job;

import dev.millwright.worker.CancellationReason;
import dev.millwright.worker.JobOutcome.Fail;
import dev.millwright.worker.JobOutcome.Retry;
import dev.millwright.worker.WorkerClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The wait of one job in the process, from the end of a run to the beginning of the next one. Whoever {@link #end ends} it
 * decides what becomes of the job. Any thread.
 */
final class Waiting {
    private final WaitingPlaces places;
    private final long dueNanos;
    private final @Nullable Retry retry;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile WorkerClock.@Nullable Scheduled timer;

    /**
     * A wait that has not begun; its place has been reserved.
     *
     * @param retry what it waits for; null for a job that is postponed
     */
    Waiting(WaitingPlaces places, long dueNanos, @Nullable Retry retry) {
        this.places = places;
        this.dueNanos = dueNanos;
        this.retry = retry;
    }

    /** Begins the wait. Only the first call counts. */
    void begin(ActiveJob job, WorkerClock clock) {
        if (!begun.compareAndSet(false, true) || ended.get()) {
            return;
        }
        timer = clock.schedule(() -> due(job), remaining(clock.nanoTime()));
        if (ended.get()) {
            cancelTimer();
        }
    }

    private void due(ActiveJob job) {
        if (!ended.get()) {
            places.due(job);
        }
    }

    /** Ends the wait. False if somebody has: then the caller leaves the job alone. */
    boolean end() {
        if (!ended.compareAndSet(false, true)) {
            return false;
        }
        cancelTimer();
        places.release();
        return true;
    }

    boolean hasEnded() {
        return ended.get();
    }

    private void cancelTimer() {
        WorkerClock.Scheduled scheduled = timer;
        if (scheduled != null) {
            scheduled.cancel();
        }
    }

    Duration remaining(long nowNanos) {
        return Duration.ofNanos(Math.max(0, dueNanos - nowNanos));
    }

    @Nullable
    Retry retry() {
        return retry;
    }

    /** What its last try failed of, null if it is postponed. */
    @Nullable
    Fail failure() {
        return retry == null ? null : retry.failure();
    }

    /** The FAIL of a job whose signal fires while it waits. */
    Fail interrupted(Interruption why) {
        CancellationReason reason = why.reason();
        Fail failure = failure();
        String message = why.description()
                + (failure == null
                        ? "; the job was postponed and had not begun"
                        : "; the job waited for its next try, as it had failed: " + failure.errtype() + ": "
                                + failure.message());
        List<String> backtrace = failure == null ? List.of() : failure.backtrace();
        return new Fail(reason.errtype(), message, backtrace, reason == CancellationReason.CANCELLED);
    }
}
