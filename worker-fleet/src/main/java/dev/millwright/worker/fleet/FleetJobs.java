package dev.millwright.worker.fleet;

import java.time.Instant;
import java.util.List;

/**
 * The running jobs of a group: those that have run for a second or more.
 *
 * @param now when that was so, by the store's clock
 * @param jobs the longest running first
 * @param unlisted how many more run: those that have just begun, and those of workers that run more than they list
 */
public record FleetJobs(Instant now, List<FleetJob> jobs, long unlisted) {
    /** Copies the list. */
    public FleetJobs {
        jobs = List.copyOf(jobs);
    }
}
