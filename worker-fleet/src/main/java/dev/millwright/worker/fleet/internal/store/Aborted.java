package dev.millwright.worker.fleet.internal.store;

import java.time.Instant;

/** What has become of an operation that was to be aborted. */
public sealed interface Aborted {
    /**
     * It is aborted now.
     *
     * @param operation as it stands
     * @param now when that was so
     */
    record Done(Operation operation, Instant now) implements Aborted {}

    /**
     * It was over before.
     *
     * @param operation as it stands
     * @param now when that was so
     */
    record WasOver(Operation operation, Instant now) implements Aborted {}

    /** There is none of this id, or it cannot be read. */
    record Unknown() implements Aborted {}
}
