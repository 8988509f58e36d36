package dev.millwright.worker.fleet.internal.store;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a worker writes of itself.
 *
 * @param wid who
 * @param worker who and how it is; null if that has not changed
 * @param jobs what it runs; null if that has not changed
 */
public record Renewal(
        String wid, @Nullable String worker, @Nullable String jobs) {
    /** For how long a worker counts as live. */
    public static final Duration EXPIRY = Duration.ofSeconds(45);
}
