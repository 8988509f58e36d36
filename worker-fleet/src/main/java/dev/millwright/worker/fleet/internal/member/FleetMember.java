package dev.millwright.worker.fleet.internal.member;

import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.WorkerExtension;
import dev.millwright.worker.WorkerState;
import dev.millwright.worker.WorkerView;
import dev.millwright.worker.fleet.FleetStatus;
import dev.millwright.worker.fleet.LastOneOut;
import dev.millwright.worker.fleet.internal.last.LastAndFirst;
import dev.millwright.worker.fleet.internal.last.Myself;
import dev.millwright.worker.fleet.internal.last.QueueControl;
import dev.millwright.worker.fleet.internal.last.Said;
import dev.millwright.worker.fleet.internal.last.ServerQueues;
import dev.millwright.worker.fleet.internal.store.FleetStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A worker as a member of its group: once a second it has its presence looked at, and it has what it needs for its part in
 * what the group does. Driven by the worker's clock and by answers of the store; no thread waits, but for the one that
 * closes. Any thread.
 */
public final class FleetMember implements WorkerExtension {
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final String group;
    private final String version;
    private final Function<WorkerClock, FleetStore> stores;
    private final @Nullable LastOneOut last;
    private final Function<WorkerView, QueueControl> queues;
    private final Said log;
    private final StoreWatch watch;
    private final AtomicReference<@Nullable Joined> joined = new AtomicReference<>();

    /** What there is of it once it has joined. */
    private record Joined(FleetStore store, Presence presence, LastAndFirst lastAndFirst) {}

    /**
     * A member to be.
     *
     * @param group of which
     * @param version of the worker's program
     * @param stores makes the way to the group's store, which waits by the worker's clock
     * @param last how it finds out that it is the last; null if it pauses nothing then
     */
    public FleetMember(
            String group, String version, Function<WorkerClock, FleetStore> stores, @Nullable LastOneOut last) {
        this(group, version, stores, last, worker -> new ServerQueues(worker.client()), FleetLog.SAID);
    }

    /** With another way to the queues of its server, and to the log. */
    FleetMember(
            String group,
            String version,
            Function<WorkerClock, FleetStore> stores,
            @Nullable LastOneOut last,
            Function<WorkerView, QueueControl> queues,
            Said log) {
        this.group = group;
        this.version = version;
        this.stores = stores;
        this.last = last;
        this.queues = queues;
        this.log = log;
        this.watch = new StoreWatch(group);
    }

    @Override
    public void onRunning(WorkerView worker) {
        Instant now = worker.clock().instant();
        String host = HostName.find();
        Snapshot.Identity self =
                new Snapshot.Identity(host, ProcessHandle.current().pid(), version, now);
        FleetStore store = stores.apply(worker.clock());
        Presence presence = new Presence(worker, store, self, watch);
        Myself myself = new Myself(
                group,
                worker.wid(),
                host,
                worker.clock(),
                store,
                queues.apply(worker),
                log,
                presence::announce,
                () -> worker.status().pools().stream()
                        .flatMap(pool -> pool.queues().stream())
                        .collect(Collectors.toSet()),
                () -> worker.state() == WorkerState.RUNNING);
        LastAndFirst lastAndFirst = new LastAndFirst(myself, last);
        joined.set(new Joined(store, presence, lastAndFirst));
        look(worker, presence);
        lastAndFirst.begin();
    }

    private void look(WorkerView worker, Presence presence) {
        if (!presence.isOver()) {
            worker.clock().schedule(() -> look(worker, presence), LOOK);
            presence.renew();
        }
    }

    @Override
    public void onQuiet(WorkerView worker) {
        Joined member = joined.get();
        if (member != null) {
            member.presence().renew();
        }
    }

    @Override
    public CompletionStage<?> onDrained(WorkerView worker) {
        Joined member = joined.get();
        return member == null
                ? CompletableFuture.completedStage(null)
                : member.lastAndFirst().drained();
    }

    @Override
    public Duration drainedTimeout() {
        return LastAndFirst.timeout(last);
    }

    /** See {@link dev.millwright.worker.fleet.Fleet#status}. */
    public FleetStatus status() {
        Joined member = joined.get();
        if (member == null) {
            return FleetStatus.notJoined(group);
        }
        boolean here = !member.presence().isOver();
        return new FleetStatus(
                group,
                here,
                here ? watch.away() : Optional.empty(),
                member.presence().renewed(),
                member.lastAndFirst().pauses());
    }

    @Override
    public void close() {
        Joined leaving = joined.get();
        if (leaving == null || leaving.presence().isOver()) {
            return;
        }
        leaving.presence().end();
        leaving.lastAndFirst().close();
        leaving.presence().leave();
        leaving.store().close();
    }
}
