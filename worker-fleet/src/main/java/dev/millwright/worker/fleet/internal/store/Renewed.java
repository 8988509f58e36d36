package dev.millwright.worker.fleet.internal.store;

import java.time.Instant;

/**
 * The answer to a renewal.
 *
 * @param complete false if the store does not have what was not sent
 * @param version that of the last change of an operation
 * @param now when that was so
 */
public record Renewed(boolean complete, long version, Instant now) {}
