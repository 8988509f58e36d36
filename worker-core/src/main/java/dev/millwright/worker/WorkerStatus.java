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
 * @param stalled what keeps this worker from its work though the server is there, in words: an executor that refuses
 *     jobs, free slots for which no FETCH has been sent for a minute, a thread that has done nothing for a minute.
 *     A restart may mend it. Empty if there is no such thing
 * @param notReady why it fetches no jobs now, in words: it is connecting, quiet or stopping, the server is away or
 *     refuses FETCH, all its pools are paused, or it is stalled. Empty while it fetches, or has all its slots taken
 */
public record WorkerStatus(
        WorkerState state,
        List<Pool> pools,
        int pendingReports,
        Optional<Duration> heartbeatAge,
        Optional<String> stalled,
        Optional<String> notReady) {

    /** Copies the list. */
    public WorkerStatus {
        pools = List.copyOf(pools);
    }

    /**
     * A look at one pool.
     *
     * @param name empty for the unnamed pool
     * @param queues the queues that it fetches from, without their weights
     * @param slots how many of its jobs can run at once, as of now
     * @param running how many run now; a slot whose lane waits for a job does not count
     * @param waiting how many wait in this process, reserved but without a slot
     * @param lanes over how many connections it fetches
     * @param connectedLanes how many of these are open now
     * @param state whether it fetches, or was told not to
     * @param writtenOff how many functions run on without a slot, see {@link Worker.Builder#writeOff}
     */
    public record Pool(
            String name,
            List<String> queues,
            int slots,
            int running,
            int waiting,
            int lanes,
            int connectedLanes,
            WorkerPool.State state,
            int writtenOff) {
        /** Copies the list. */
        public Pool {
            queues = List.copyOf(queues);
        }
    }
}
