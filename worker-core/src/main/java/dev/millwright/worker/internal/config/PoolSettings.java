package dev.millwright.worker.internal.config;

/**
 * The settings of one pool. Immutable.
 *
 * @param name empty for the unnamed one
 * @param queues which queues, and in which order they are asked
 * @param slots how many jobs may run at a time
 * @param lanes over how many connections it fetches
 */
public record PoolSettings(String name, QueueOrder queues, int slots, int lanes) {}
