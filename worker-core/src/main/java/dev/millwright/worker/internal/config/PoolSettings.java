package dev.millwright.worker.internal.config;

/**
 * The settings of one pool. Immutable.
 *
 * @param name empty for the unnamed one
 * @param queues which queues, and in which order they are asked
 * @param slots how many jobs may run at a time, at the start
 * @param maxLanes over how many connections it fetches at most
 */
public record PoolSettings(String name, QueueOrder queues, int slots, int maxLanes) {

    /** Over how many connections a pool of so many slots fetches: at least one, even if it has none. */
    public int lanesFor(int count) {
        return Math.max(1, Math.min(count, maxLanes));
    }
}
