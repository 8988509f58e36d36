package dev.millwright.worker.fleet.internal.store;

import java.time.Instant;

/** What has become of an operation that was to be opened. */
public sealed interface Opened {
    /**
     * It is open now, or was already.
     *
     * @param operation as it stands; a repeat may find it over
     * @param repeated whether it was there before
     * @param now when that was so
     */
    record Known(Operation operation, boolean repeated, Instant now) implements Opened {}

    /** Refused: there is another one of this id. */
    record OtherSubject() implements Opened {}

    /**
     * Refused: there are too many.
     *
     * @param open how many are open
     */
    record TooMany(long open) implements Opened {}
}
