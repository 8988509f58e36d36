package dev.millwright.worker.fleet;

import java.time.Instant;
import java.util.Optional;

/**
 * A queue that the group has recorded as paused on its server.
 *
 * @param queue its name
 * @param owner who may end it
 * @param by who has paused it, in one line; empty if that cannot be read
 * @param at when, by the store's clock; empty if that cannot be read
 * @param why what was said; may be empty
 * @param certain false if it may also run: whoever paused or resumed it has not got as far as to say that it is done
 */
public record PausedQueue(String queue, Owner owner, String by, Optional<Instant> at, String why, boolean certain) {

    /** Who may end a pause. */
    public enum Owner {
        /** The workers of the group: the last one has paused it, and the next one that starts resumes it. */
        FLEET,
        /** A hand, through {@link FleetClient#pause}; no worker touches it. */
        HAND,
        /** Another release or a hand has written a record that cannot be read; no worker touches it. */
        UNKNOWN
    }
}
