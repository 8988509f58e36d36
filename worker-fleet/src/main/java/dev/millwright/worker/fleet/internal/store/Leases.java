package dev.millwright.worker.fleet.internal.store;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * What one member at a time may do. A lease is held for some time and no longer; who holds it has a token, a number that
 * is greater than all that were given before, also over the loss of the store's data, as long as its clock is not set
 * back. What is written in the name of a lease brings its token along and is refused if there is a newer one.
 *
 * <p>Stages fail and complete as those of {@link FleetStore}.
 */
public interface Leases {
    /** The longest time for which one can be held without a renewal. */
    Duration MAX_TTL = Duration.ofMinutes(5);

    /**
     * Takes a lease that nobody else holds. Its holder may take it again, if it does not know whether it has it: the older
     * token is void then.
     *
     * @param name of the lease; a word
     * @param holder who; one line, its own for each that could take it
     * @param ttl for how long, at most {@link #MAX_TTL}
     * @return what has become of it
     */
    CompletionStage<Leased> take(String name, String holder, Duration ttl);

    /**
     * Holds a lease for longer.
     *
     * @param name of the lease
     * @param token by which it is held
     * @param ttl for how long from now, at most {@link #MAX_TTL}
     * @return false if it is not held by this token any more; then it is over for good
     */
    CompletionStage<Boolean> keep(String name, long token, Duration ttl);

    /**
     * Gives a lease back. Its token stays the newest one until the next is given.
     *
     * @param name of the lease
     * @param token by which it is held; if there is a newer one nothing happens
     * @return when it is written
     */
    CompletionStage<Void> release(String name, long token);
}
