package dev.millwright.worker.fleet;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The running jobs of a group: those that have run for a second or more.
 *
 * @param now when that was so, by the store's clock
 * @param jobs the longest running first
 * @param unlisted how many more run: those that have just begun, and those of workers that run more than they list
 * @param running how many each live worker runs in all, by its wid
 */
public record FleetJobs(Instant now, List<FleetJob> jobs, long unlisted, Map<String, Long> running) {
    /** Copies the list and the map. */
    public FleetJobs {
        jobs = List.copyOf(jobs);
        running = Map.copyOf(running);
    }
}
