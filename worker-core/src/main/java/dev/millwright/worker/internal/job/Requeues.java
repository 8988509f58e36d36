package dev.millwright.worker.internal.job;

import dev.millwright.worker.Job;
import dev.millwright.worker.JobOutcome;
import dev.millwright.worker.JobOutcome.Fail;
import dev.millwright.worker.JobOutcome.Requeue;
import dev.millwright.worker.JobOutcome.Retry;
import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.internal.protocol.Commands;
import dev.millwright.worker.internal.report.Outbox;
import dev.millwright.worker.internal.report.Report;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Sends jobs back to the server that are to run later, instead of FAILing them. Any thread. */
final class Requeues {
    private final WorkerClock clock;
    private final Outbox outbox;

    Requeues(WorkerClock clock, Outbox outbox) {
        this.clock = clock;
        this.outbox = outbox;
    }

    /** The outcome of a job that goes back without having failed. */
    JobOutcome requeue(ActiveJob active, Duration delay, Fail otherwise) {
        Job next = pushable(active, atLeast(delay));
        return next == null ? otherwise : new Requeue(next, otherwise);
    }

    /** The outcome of a job that has failed and is tried again after it has been pushed. */
    JobOutcome retry(ActiveJob active, Duration delay, Fail failure) {
        Duration wait = atLeast(delay);
        Job next = pushable(active, wait);
        return next == null ? failure : new Retry(next, wait, failure, false);
    }

    /** A job that has failed and is tried again in this process. */
    Retry here(ActiveJob active, Duration delay, Fail failure) {
        return new Retry(at(active, clock.instant().plus(delay)), delay, failure, true);
    }

    private static Duration atLeast(Duration delay) {
        return delay.compareTo(Report.REQUEUE_DELAY) < 0 ? Report.REQUEUE_DELAY : delay;
    }

    /** Tries the PUSH, as not every job that can be fetched can be pushed: the server rounds large integers. */
    private @Nullable Job pushable(ActiveJob active, Duration delay) {
        Instant now = outbox.serverClock().now(active.job(), active.deadlineNanos());
        try {
            Job next = at(active, now.plus(delay));
            Commands.push(next, now);
            return next;
        } catch (IllegalArgumentException e) {
            outbox.requeueRefused(active.job(), String.valueOf(e.getMessage()));
        } catch (OutOfMemoryError | StackOverflowError e) {
            outbox.requeueRefused(active.job(), e.toString());
        }
        return null;
    }

    private static Job at(ActiveJob active, Instant at) {
        return active.tries().in(active.job()).toBuilder().at(at).build();
    }
}
