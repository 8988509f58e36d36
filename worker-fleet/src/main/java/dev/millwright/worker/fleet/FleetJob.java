package dev.millwright.worker.fleet;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A job that a worker of a group runs. Its args are not known here: they never leave the worker. All moments but that of
 * its making are by the store's clock.
 *
 * @param wid who runs it
 * @param jid its id
 * @param jobtype its type
 * @param queue its queue
 * @param pool the pool that runs it; empty for the unnamed one
 * @param since when its function was called
 * @param deadline when its reservation runs out
 * @param createdAt when it was made, by the clock of who pushed it
 * @param custom the short texts, numbers and booleans of its {@code custom}, as text
 */
public record FleetJob(
        String wid,
        String jid,
        String jobtype,
        String queue,
        String pool,
        Instant since,
        Instant deadline,
        Optional<Instant> createdAt,
        Map<String, String> custom) {
    /** Copies the map. */
    public FleetJob {
        custom = Map.copyOf(custom);
    }
}
