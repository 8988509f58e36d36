package dev.millwright.worker.fleet.internal.store;

import dev.millwright.worker.testkit.ManualClock;
import java.time.Duration;

/** The contract, for the store of one process. */
class MemoryFleetStoreTest extends FleetStoreContract {
    private final ManualClock clock = new ManualClock();
    private final MemoryGroup group = new MemoryGroup(clock);
    private final FleetStore store = new MemoryFleetStore(group);
    private final FleetStore another = new MemoryFleetStore(group);

    @Override
    protected FleetStore store() {
        return store;
    }

    @Override
    protected FleetStore another() {
        return another;
    }

    @Override
    protected void pass(Duration time) {
        clock.advance(time);
    }
}
