package dev.millwright.worker.internal.run;

import dev.millwright.worker.WorkerPool;
import dev.millwright.worker.internal.config.PoolDraft;
import dev.millwright.worker.internal.platform.LogText;
import java.util.List;
import java.util.stream.Collectors;

/** By which names pools are known. Stateless; any thread. */
final class PoolNames {
    private PoolNames() {}

    /** Throws IllegalArgumentException with the names there are. */
    static WorkerPool find(List<WorkerPool> pools, String name) {
        return pools.stream()
                .filter(pool -> pool.name().equals(name) || shown(pool).equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no pool '" + LogText.name(name)
                        + "': there is " + pools.stream().map(PoolNames::shown).collect(Collectors.joining(", "))));
    }

    private static String shown(WorkerPool pool) {
        return pool.name().isEmpty() ? PoolDraft.NAME_OF_UNNAMED : pool.name();
    }
}
