package dev.millwright.worker.it.chaos;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a job.
 *
 * @param at by the server's clock
 * @param what what happened
 * @param wid the worker it happened in or on the way to
 * @param run which run, where that can be known
 * @param detail in words
 */
record Event(Instant at, What what, String wid, @Nullable Run run, String detail) {
    enum What {
        /** The server's reply to a FETCH was seen on its way. */
        HANDED_OUT,
        /** The job's function was called; several times in one run if it was tried again in the worker. */
        ENTERED,
        /** The job's function has returned or thrown. */
        LEFT,
        /** The listener heard that the signal fired. */
        SIGNALLED,
        /** The listener heard how the run ended. */
        ENDED,
        /** An ACK was seen on its way. */
        ACK_SENT,
        /** A FAIL was seen on its way. */
        FAIL_SENT,
        /** A PUSH of the same job was seen on its way. */
        PUSH_SENT,
        /** The listener heard that the report is confirmed. */
        CONFIRMED,
        /** The listener heard that the report will be sent again. */
        RETRIED,
        /** The listener heard that the report was given up. */
        DROPPED
    }

    @Override
    public String toString() {
        return at + " " + what + " " + wid + (run == null ? "" : " run " + System.identityHashCode(run)) + " " + detail;
    }
}
