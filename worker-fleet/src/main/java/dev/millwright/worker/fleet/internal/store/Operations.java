package dev.millwright.worker.fleet.internal.store;

import java.time.Instant;
import java.util.List;

/**
 * Operations that have changed.
 *
 * @param now when that was so
 * @param version up to which changes were read: what to ask from next
 * @param more whether there are more behind it
 * @param operations the oldest change first
 */
public record Operations(Instant now, long version, boolean more, List<Operation> operations) {
    /** Copies the list. */
    public Operations {
        operations = List.copyOf(operations);
    }
}
