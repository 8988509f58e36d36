package dev.millwright.worker.fleet;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What became of queues that were to be paused or resumed.
 *
 * @param done those of which server and store have confirmed it, in the order in which they were given
 * @param failed for each other, why it is not certain, in one line; to order it once more does no harm
 */
public record PauseResult(List<String> done, Map<String, String> failed) {
    /** Copies both. */
    public PauseResult {
        done = List.copyOf(done);
        failed = Collections.unmodifiableMap(new LinkedHashMap<>(failed));
    }
}
