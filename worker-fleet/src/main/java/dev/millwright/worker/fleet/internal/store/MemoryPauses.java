package dev.millwright.worker.fleet.internal.store;

import dev.millwright.worker.fleet.internal.store.PauseRecord.Owner;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The paused queues of a group in this process. Any thread. */
record MemoryPauses(MemoryGroup group) implements PauseRecords {
    @Override
    public CompletionStage<Written> intend(long token, Intent intent) {
        return CompletableFuture.completedFuture(
                group.step((state, now) -> state.pauses().intend(token, intent, now)));
    }

    @Override
    public CompletionStage<Written> paused(long token, String queue) {
        return CompletableFuture.completedFuture(
                group.step((state, now) -> state.pauses().paused(token, queue)));
    }

    @Override
    public CompletionStage<Written> resuming(long token, String queue, Owner who) {
        return CompletableFuture.completedFuture(
                group.step((state, now) -> state.pauses().resuming(token, queue, who)));
    }

    @Override
    public CompletionStage<Written> resumed(long token, String queue, Owner who) {
        return CompletableFuture.completedFuture(
                group.step((state, now) -> state.pauses().resumed(token, queue, who, now)));
    }

    @Override
    public CompletionStage<All> all() {
        return CompletableFuture.completedFuture(
                group.step((state, now) -> state.pauses().all(now)));
    }
}
