package dev.millwright.worker.fleet.internal.store;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The leases of a group in this process. Any thread. */
record MemoryLeases(MemoryGroup group) implements Leases {
    @Override
    public CompletionStage<Leased> take(String name, String holder, Duration ttl) {
        return CompletableFuture.completedFuture(
                group.step((state, now) -> state.leases().take(name, holder, ttl, now)));
    }

    @Override
    public CompletionStage<Boolean> keep(String name, long token, Duration ttl) {
        return CompletableFuture.completedFuture(
                group.step((state, now) -> state.leases().keep(name, token, ttl, now)));
    }

    @Override
    public CompletionStage<Void> release(String name, long token) {
        group.step((state, now) -> {
            state.leases().release(name, token, now);
            return name;
        });
        return CompletableFuture.completedFuture(null);
    }
}
