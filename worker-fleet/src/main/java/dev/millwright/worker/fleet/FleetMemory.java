package dev.millwright.worker.fleet;

import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.fleet.internal.store.FleetStore;
import dev.millwright.worker.fleet.internal.store.MemoryFleetStore;
import dev.millwright.worker.fleet.internal.store.MemoryGroup;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A store for fleets whose workers are all in this process: for tests, and to try things out. What it holds ends with it.
 * Any thread.
 */
public final class FleetMemory {
    private final WorkerClock clock;
    private final Map<String, MemoryGroup> groups = new ConcurrentHashMap<>();

    /** A store that goes by the real time. */
    public FleetMemory() {
        this(WorkerClock.system());
    }

    /**
     * A store that goes by a clock.
     *
     * @param clock says what time it is; in a test the same as that of the workers
     */
    public FleetMemory(WorkerClock clock) {
        this.clock = clock;
    }

    FleetStore store(String group) {
        return new MemoryFleetStore(groups.computeIfAbsent(group, unseen -> new MemoryGroup(clock)));
    }
}
