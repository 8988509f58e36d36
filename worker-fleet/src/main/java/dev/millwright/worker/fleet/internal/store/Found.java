package dev.millwright.worker.fleet.internal.store;

import java.time.Instant;
import java.util.Optional;

/**
 * One operation that was asked for.
 *
 * @param now when that was so
 * @param operation as it stands; empty if there is none of this id, or it cannot be read
 */
public record Found(Instant now, Optional<Operation> operation) {}
