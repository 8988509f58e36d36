package dev.millwright.worker.fleet.internal.store;

/** What has become of a lease that was to be taken. */
public sealed interface Leased {
    /**
     * It is held now.
     *
     * @param token greater than all before
     */
    record Held(long token) implements Leased {}

    /**
     * Somebody else holds it.
     *
     * @param holder who
     */
    record Taken(String holder) implements Leased {}
}
