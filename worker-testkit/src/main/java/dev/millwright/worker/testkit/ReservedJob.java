package dev.millwright.worker.testkit;

import java.time.Instant;

/**
 * A job in the hands of a worker, as a {@link DevServer} sees it.
 *
 * @param job the job
 * @param wid the worker that fetched it; empty if it gave no wid
 * @param since when it was fetched
 * @param expiry when the server will take it back
 * @param cancelled whether a CANCEL named it since it was fetched
 */
public record ReservedJob(StoredJob job, String wid, Instant since, Instant expiry, boolean cancelled) {
    /**
     * The job's id.
     *
     * @return as {@code job().jid()}
     */
    public String jid() {
        return job.jid();
    }
}
