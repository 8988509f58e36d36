package dev.millwright.worker.testkit;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A job as a {@link DevServer} keeps it, at the moment it was asked.
 *
 * @param jid the job's id
 * @param jobtype names the function that runs it
 * @param queue the queue it is for
 * @param at scheduled and retries: when it is due; dead: when it will be forgotten; else empty
 * @param failure its last failure; empty if it never failed
 * @param json the whole job as the server would send it to a worker
 */
public record StoredJob(
        String jid, String jobtype, String queue, Optional<Instant> at, Optional<Failure> failure, String json) {

    /**
     * The last failure of a job.
     *
     * @param errtype at most 100 bytes, as the server cuts it
     * @param message at most 1,000 bytes, as the server cuts it
     * @param backtrace at most 50 lines, as the server cuts it
     * @param retryCount how often it was tried again before this failure
     * @param remaining how often it will still be tried again
     */
    public record Failure(String errtype, String message, List<String> backtrace, int retryCount, int remaining) {}
}
