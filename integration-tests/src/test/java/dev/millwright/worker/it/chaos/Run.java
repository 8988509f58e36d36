package dev.millwright.worker.it.chaos;

import dev.millwright.worker.CancellationReason;
import dev.millwright.worker.JobOutcome;
import org.jspecify.annotations.Nullable;

/**
 * What became of one job that one worker was given: a run of its function, none if it was interrupted
 * before, or several if a retry policy had it tried again in the worker. Guarded by the {@link Ledger}'s lock.
 */
final class Run {
    final String wid;
    int entered;
    int left;

    @Nullable
    CancellationReason signalled;
    /** As the function ended last; null if its end is not known. */
    @Nullable
    JobOutcome ended;
    /** As the server has confirmed it. */
    @Nullable
    JobOutcome confirmed;

    int confirmations;
    boolean dropped;
    /** Its worker has stopped without having delivered the report. */
    boolean unreported;

    Run(String wid) {
        this.wid = wid;
    }

    /** Whether nothing more can happen to it. */
    boolean isOver() {
        return entered == left && (confirmations > 0 || dropped || unreported);
    }

    /** Whether the server has confirmed that it knows of the job's end. */
    boolean acked() {
        return confirmed instanceof JobOutcome.Ack;
    }
}
