package dev.millwright.worker.fleet.internal.store;

import java.time.Instant;

/**
 * An operation as it stands in the store.
 *
 * @param id what it is called
 * @param version that of its last change
 * @param aborted whether it was ended before its time
 * @param opened when it was opened
 * @param cutoff until when a job must have been created to be touched
 * @param expires when its time is over
 * @param ended when it was aborted; else the same as {@code expires}
 * @param subject see {@link Opening}
 * @param details see {@link Opening}
 */
public record Operation(
        String id,
        long version,
        boolean aborted,
        Instant opened,
        Instant cutoff,
        Instant expires,
        Instant ended,
        String subject,
        String details) {

    /**
     * Whether its time has come.
     *
     * @param now the store's time
     */
    public boolean isOpen(Instant now) {
        return !aborted && now.isBefore(expires);
    }

    /** The same operation, aborted. */
    Operation abort(Instant now, long newVersion) {
        return new Operation(id, newVersion, true, opened, cutoff, expires, now, subject, details);
    }
}
