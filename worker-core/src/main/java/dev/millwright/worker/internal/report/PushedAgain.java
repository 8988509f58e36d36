package dev.millwright.worker.internal.report;

import dev.millwright.worker.Job;
import dev.millwright.worker.JobOutcome;
import dev.millwright.worker.JobOutcome.Fail;
import dev.millwright.worker.JobOutcome.Requeue;
import dev.millwright.worker.JobOutcome.Retry;
import dev.millwright.worker.WorkerClock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The outcomes for which a job is pushed again, for later, before it is ACKed. Stateless; any thread. */
final class PushedAgain {
    private PushedAgain() {}

    /** What is pushed for an outcome, null if nothing is. */
    static @Nullable Job next(JobOutcome outcome) {
        if (outcome instanceof Requeue requeue) {
            return requeue.next();
        }
        return outcome instanceof Retry retry ? retry.next() : null;
    }

    /** What the server is told if it refuses that. */
    static Fail otherwise(JobOutcome outcome) {
        if (outcome instanceof Requeue requeue) {
            return requeue.otherwise();
        }
        if (outcome instanceof Retry retry) {
            return retry.failure();
        }
        throw new AssertionError("nothing is pushed for " + outcome);
    }

    /** When it can start, on the monotonic clock; the time that it carries is by the server's. */
    static long startNanos(
            Job fetched, Job next, long reservationEndNanos, ServerClock serverClock, WorkerClock clock) {
        Duration ahead = next.at()
                .map(at -> Duration.between(serverClock.now(fetched, reservationEndNanos), at))
                .orElse(Duration.ZERO);
        // No reservation is longer, so a report ends before that anyway; and what is far ahead overflows nothing.
        return clock.nanoTime() + (ahead.compareTo(Job.MAX_RESERVE_FOR) < 0 ? ahead : Job.MAX_RESERVE_FOR).toNanos();
    }
}
