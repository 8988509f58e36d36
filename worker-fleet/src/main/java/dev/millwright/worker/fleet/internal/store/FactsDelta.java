package dev.millwright.worker.fleet.internal.store;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one worker has seen of a {@link Unit} since it last said so. Moments are ages, as the store's clock is its own.
 *
 * @param unit which
 * @param runs how many runs of its jobs ended
 * @param successes how many succeeded
 * @param failures how many failed
 * @param sinceRun how long ago the last one ended; null if none did
 * @param sinceSuccess how long ago the last one succeeded; null if none did
 * @param sinceFailure how long ago the last one failed; null if none did
 * @param version that of a worker that has begun to run the jobtype, may be empty; null if none has
 * @param lastError what the last one failed of, in one line
 */
public record FactsDelta(
        Unit unit,
        long runs,
        long successes,
        long failures,
        @Nullable Duration sinceRun,
        @Nullable Duration sinceSuccess,
        @Nullable Duration sinceFailure,
        @Nullable String version,
        String lastError) {
    /** Checks that what is written in lines is one. */
    public FactsDelta {
        if (version != null && version.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("the version of a worker is one line");
        }
    }
}
