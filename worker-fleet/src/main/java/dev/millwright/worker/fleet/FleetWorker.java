package dev.millwright.worker.fleet;

import dev.millwright.worker.WorkerState;
import java.time.Instant;
import java.util.List;

/**
 * A worker of a group, as it last said. All moments are by the store's clock.
 *
 * @param wid the id under which its server knows it
 * @param host the name of its machine or container
 * @param pid the number of its process there
 * @param state where it stands in its life
 * @param version the version of the program that it runs; empty if nobody has said
 * @param labels those that the server's Web UI shows
 * @param started when it began to fetch
 * @param pools its pools
 * @param jobtypes those that it has functions for
 */
public record FleetWorker(
        String wid,
        String host,
        long pid,
        WorkerState state,
        String version,
        List<String> labels,
        Instant started,
        List<Pool> pools,
        List<String> jobtypes) {

    /** Copies the lists. */
    public FleetWorker {
        labels = List.copyOf(labels);
        pools = List.copyOf(pools);
        jobtypes = List.copyOf(jobtypes);
    }

    /**
     * A pool of a worker.
     *
     * @param name empty for the unnamed pool
     * @param queues the queues that it fetches from
     * @param slots how many of its jobs can run at once
     */
    public record Pool(String name, List<String> queues, int slots) {
        /** Copies the list. */
        public Pool {
            queues = List.copyOf(queues);
        }
    }
}
