package dev.millwright.worker;

import dev.millwright.worker.internal.protocol.JobId;
import java.util.Objects;
import java.util.Optional;

/**
 * How a job has come to its end: no retry comes, and it does not go back to its queue. Handed to the functions of
 * {@link JobOptions#withOnComplete} and {@link JobRegistry#onComplete}, and to the one of {@link JobOptions#withCallback}.
 *
 * @param job the job, as it was fetched
 * @param result how it ended
 * @param outcome what the server is told, or has been told, of it
 */
public record JobCompletion(Job job, Result result, JobOutcome outcome) {

    /** How a job ended. */
    public enum Result {
        /** Its function returned, and it is ACKed. */
        SUCCEEDED,

        /**
         * The job is FAILed and not tried again: its last try failed, by its {@code retry} or by its
         * {@link RetryPolicy}, or it threw a {@link NonRetryableException}. A stop or the end of its reservation that
         * interrupts a last try is such an end, too.
         */
        FAILED,

        /** Somebody cancelled it, and it is FAILed and moved to Dead. */
        CANCELLED,

        /** Somebody cancelled it and wanted it to vanish: it is ACKed without being done. */
        DISCARDED
    }

    /** Checks that nothing is null. */
    public JobCompletion {
        Objects.requireNonNull(job, "job");
        Objects.requireNonNull(result, "result");
        Objects.requireNonNull(outcome, "outcome");
    }

    /**
     * Why it failed or was cancelled.
     *
     * @return empty for a job that succeeded or was discarded
     */
    public Optional<JobOutcome.Fail> failure() {
        return outcome instanceof JobOutcome.Fail fail ? Optional.of(fail) : Optional.empty();
    }

    /**
     * The jid of the callback of a job: {@code callback-} and the first 24 hexadecimal digits of the SHA-256 of the job's
     * own jid in UTF-8. Each callback of a job has it, whichever worker pushes it and how often.
     *
     * @param jid the jid of a job
     * @return the jid of its callback
     */
    public static String callbackJid(String jid) {
        return JobId.derived("callback-", Objects.requireNonNull(jid, "jid"));
    }
}
