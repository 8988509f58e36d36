package dev.millwright.worker.fleet;

import java.time.Instant;
import java.util.Optional;

/**
 * A jobtype of a queue that nobody runs with success any more, see {@link AbandonedOptions}. Moments are by the store's
 * clock.
 *
 * @param queue the queue; empty for a jobtype that has never run in any
 * @param jobtype the jobtype
 * @param kind why it counts as abandoned
 * @param stage how far it has come
 * @param since when its jobs began to fail, or when the last one ran
 * @param failures how many have failed since
 * @param runs how many have run since; of a jobtype that is idle, how many ever
 * @param disableAt from when on its jobs are held, as the notice says; empty if they are not to be
 */
public record AbandonedJobtype(
        String queue,
        String jobtype,
        Kind kind,
        Stage stage,
        Instant since,
        long failures,
        long runs,
        Optional<Instant> disableAt) {
    /** Why a jobtype counts as abandoned. */
    public enum Kind {
        /** Its jobs have failed for long. */
        FAILING,
        /** None of its jobs has run for long, though a worker has a function for it. */
        IDLE,
        /** Its jobs have failed for long, as no worker of the group has a function for them. */
        UNKNOWN
    }

    /** How far it has come. */
    public enum Stage {
        /** It is on the list. */
        DETECT,
        /** Somebody was told. */
        NOTIFY,
        /** Its jobs are held. */
        HOLD
    }
}
