package dev.millwright.worker.fleet.internal.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;

/**
 * One member's, or one client's, way to a group in this process: tests, the embedded server, the demo. Any thread; stages
 * are complete when they are returned.
 */
public final class MemoryFleetStore implements FleetStore {
    private final MemoryGroup group;
    private final List<Runnable> hints = new CopyOnWriteArrayList<>();

    /**
     * A way to a group.
     *
     * @param group outlives this
     */
    public MemoryFleetStore(MemoryGroup group) {
        this.group = group;
    }

    @Override
    public CompletionStage<Renewed> renew(Renewal renewal) {
        return answer((state, now) -> state.renew(renewal, now));
    }

    @Override
    public CompletionStage<Void> leave(String wid) {
        return answer((state, now) -> {
                    state.leave(wid);
                    return wid;
                })
                .thenAccept(done -> {});
    }

    @Override
    public CompletionStage<Members> members(boolean withJobs) {
        return answer((state, now) -> state.members(withJobs, now));
    }

    @Override
    public CompletionStage<Opened> open(Opening opening) {
        return hinting(answer((state, now) -> state.open(opening, now)));
    }

    @Override
    public CompletionStage<Operations> operations(long since) {
        return answer((state, now) -> state.operations(since, now));
    }

    @Override
    public CompletionStage<Found> operation(String id) {
        return answer((state, now) -> new Found(now, state.operation(id)));
    }

    @Override
    public CompletionStage<Void> acknowledge(String wid, Map<String, Counts> counts) {
        return answer((state, now) -> {
                    state.acknowledge(wid, counts);
                    return wid;
                })
                .thenAccept(done -> {});
    }

    @Override
    public CompletionStage<List<Map<String, Counts>>> acknowledged(List<String> ids) {
        return answer((state, now) -> ids.stream().map(state::acknowledged).toList());
    }

    @Override
    public CompletionStage<Aborted> abort(String id) {
        return hinting(answer((state, now) -> state.abort(id, now)));
    }

    @Override
    public CompletionStage<Long> version() {
        return answer((state, now) -> state.version());
    }

    @Override
    public void listen(Runnable hint) {
        hints.add(hint);
        group.listen(hint);
    }

    @Override
    public Leases leases() {
        return new MemoryLeases(group);
    }

    @Override
    public PauseRecords pauses() {
        return new MemoryPauses(group);
    }

    @Override
    public CareRecords care() {
        return new MemoryCare(group);
    }

    @Override
    public long unreadable() {
        return 0;
    }

    @Override
    public void close() {
        group.unlisten(hints);
    }

    private <T> CompletionStage<T> answer(BiFunction<MemoryState, Instant, T> step) {
        return CompletableFuture.completedFuture(group.step(step));
    }

    private <T> CompletionStage<T> hinting(CompletionStage<T> stage) {
        group.hint();
        return stage;
    }
}
