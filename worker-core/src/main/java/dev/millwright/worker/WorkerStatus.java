package dev.millwright.worker;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A look at a worker as a whole; for metrics and health checks. The value does not change; ask the
 * worker again for a newer one.
 *
 * @param state where it stands in its life
 * @param pools its pools, the unnamed one first
 * @param pendingReports how many reports (ACK and FAIL) the server has not confirmed
 * @param heartbeatAge how long ago the server confirmed a heartbeat; empty before the first time
 */
public record WorkerStatus(WorkerState state, List<Pool> pools, int pendingReports, Optional<Duration> heartbeatAge) {

    /** Copies the list. */
    public WorkerStatus {
        pools = List.copyOf(pools);
    }

    /**
     * A look at one pool.
     *
     * @param name empty for the unnamed pool
     * @param slots how many of its jobs can run at once
     * @param running how many run now; a slot whose lane waits for a job does not count
     * @param lanes over how many connections it fetches
     * @param connectedLanes how many of these are open now
     */
    public record Pool(String name, int slots, int running, int lanes, int connectedLanes) {}
}
