package dev.millwright.worker.fleet.internal.member;

import dev.millwright.worker.fleet.FleetException;
import dev.millwright.worker.fleet.internal.store.Aborted;
import dev.millwright.worker.fleet.internal.store.CareRecords;
import dev.millwright.worker.fleet.internal.store.Counts;
import dev.millwright.worker.fleet.internal.store.FleetStore;
import dev.millwright.worker.fleet.internal.store.Found;
import dev.millwright.worker.fleet.internal.store.Leases;
import dev.millwright.worker.fleet.internal.store.Members;
import dev.millwright.worker.fleet.internal.store.Opened;
import dev.millwright.worker.fleet.internal.store.Opening;
import dev.millwright.worker.fleet.internal.store.Operations;
import dev.millwright.worker.fleet.internal.store.PauseRecords;
import dev.millwright.worker.fleet.internal.store.Renewal;
import dev.millwright.worker.fleet.internal.store.Renewed;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/** A store that writes down what a member writes, and can be away. Any thread. */
final class RecordingStore implements FleetStore {
    final Queue<Renewal> renewals = new ConcurrentLinkedQueue<>();
    volatile boolean away;
    volatile boolean silent;
    volatile boolean closed;
    private final FleetStore store;

    RecordingStore(FleetStore store) {
        this.store = store;
    }

    private <T> CompletionStage<T> ask(Supplier<CompletionStage<T>> question) {
        if (silent) {
            return new CompletableFuture<>();
        }
        return away
                ? CompletableFuture.failedFuture(new FleetException("the fleet's store is away", null))
                : question.get();
    }

    @Override
    public CompletionStage<Renewed> renew(Renewal renewal) {
        renewals.add(renewal);
        return ask(() -> store.renew(renewal));
    }

    @Override
    public CompletionStage<Void> leave(String wid) {
        return ask(() -> store.leave(wid));
    }

    @Override
    public CompletionStage<Members> members(boolean withJobs) {
        return ask(() -> store.members(withJobs));
    }

    @Override
    public CompletionStage<Opened> open(Opening opening) {
        return ask(() -> store.open(opening));
    }

    @Override
    public CompletionStage<Operations> operations(long since) {
        return ask(() -> store.operations(since));
    }

    @Override
    public CompletionStage<Found> operation(String id) {
        return ask(() -> store.operation(id));
    }

    @Override
    public CompletionStage<Void> acknowledge(String wid, Map<String, Counts> counts) {
        return ask(() -> store.acknowledge(wid, counts));
    }

    @Override
    public CompletionStage<List<Map<String, Counts>>> acknowledged(List<String> ids) {
        return ask(() -> store.acknowledged(ids));
    }

    @Override
    public CompletionStage<Aborted> abort(String id) {
        return ask(() -> store.abort(id));
    }

    @Override
    public CompletionStage<Long> version() {
        return ask(store::version);
    }

    @Override
    public void listen(Runnable hint) {
        store.listen(hint);
    }

    @Override
    public Leases leases() {
        return store.leases();
    }

    @Override
    public PauseRecords pauses() {
        return store.pauses();
    }

    @Override
    public CareRecords care() {
        return store.care();
    }

    @Override
    public long unreadable() {
        return store.unreadable();
    }

    @Override
    public void close() {
        closed = true;
        store.close();
    }
}
