package dev.millwright.worker.fleet.internal.member;

import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.WorkerExtension;
import dev.millwright.worker.WorkerFacts;
import dev.millwright.worker.WorkerState;
import dev.millwright.worker.WorkerView;
import dev.millwright.worker.fleet.FleetStatus;
import dev.millwright.worker.fleet.LastOneOut;
import dev.millwright.worker.fleet.internal.common.FleetLog;
import dev.millwright.worker.fleet.internal.common.Said;
import dev.millwright.worker.fleet.internal.last.LastAndFirst;
import dev.millwright.worker.fleet.internal.last.Myself;
import dev.millwright.worker.fleet.internal.last.QueueControl;
import dev.millwright.worker.fleet.internal.last.ServerQueues;
import dev.millwright.worker.fleet.internal.operation.OperationsHere;
import dev.millwright.worker.fleet.internal.store.FleetStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
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
    private static final Duration LAST_COUNTS_LIMIT = Duration.ofSeconds(1);

    /** For so long a start waits for what the group has to cancel: it is better known before the first job comes. */
    private static final Duration START_LIMIT = Duration.ofMillis(100);

    private final String group;
    private final String version;
    private final Function<WorkerClock, FleetStore> stores;
    private final @Nullable LastOneOut last;
    private final Function<WorkerView, QueueControl> queues;
    private final Said log;
    private final StoreWatch watch;
    private final OperationsHere.Entrances entrances = new OperationsHere.Entrances();
    private final AtomicReference<@Nullable Linked> linked = new AtomicReference<>();
    private final AtomicReference<@Nullable Joined> joined = new AtomicReference<>();

    /** What there is of it once the worker starts. */
    private record Linked(FleetStore store, OperationsHere operations, String host) {}

    /** What there is of it once it has joined. */
    private record Joined(Presence presence, LastAndFirst lastAndFirst) {}

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

    /** Where the worker's jobs meet what the group has to cancel. */
    public OperationsHere.Entrances entrances() {
        return entrances;
    }

    @Override
    public void start(WorkerView worker) {
        FleetStore store = stores.apply(worker.clock());
        String host = HostName.find();
        WorkerFacts facts = WorkerFacts.UNKNOWN
                .withLabels(worker.labels())
                .withVersion(version)
                .withHost(host);
        linked.set(new Linked(store, new OperationsHere(group, worker, facts, entrances, store, log::warn), host));
    }

    @Override
    public void onRunning(WorkerView worker) {
        Instant now = worker.clock().instant();
        Linked link = Objects.requireNonNull(linked.get(), "it was started");
        OperationsHere operations = link.operations();
        Snapshot.Identity self =
                new Snapshot.Identity(link.host(), ProcessHandle.current().pid(), version, now);
        Presence presence = new Presence(worker, link.store(), self, watch, operations::heard);
        LastAndFirst lastAndFirst = new LastAndFirst(myself(worker, link, presence), last);
        joined.set(new Joined(presence, lastAndFirst));
        // Not sooner: loading what is needed to reach the store would compete with the start for the processors.
        operations.begin();
        look(worker, presence, operations);
        lastAndFirst.begin();
        operations.awaitFirst(START_LIMIT);
    }

    private Myself myself(WorkerView worker, Linked link, Presence presence) {
        return new Myself(
                group,
                worker.wid(),
                link.host(),
                worker.clock(),
                link.store(),
                queues.apply(worker),
                log,
                presence::announce,
                () -> worker.status().pools().stream()
                        .flatMap(pool -> pool.queues().stream())
                        .collect(Collectors.toSet()),
                () -> worker.state() == WorkerState.RUNNING);
    }

    private void look(WorkerView worker, Presence presence, OperationsHere operations) {
        if (!presence.isOver()) {
            worker.clock().schedule(() -> look(worker, presence, operations), LOOK);
            presence.renew();
            operations.tick();
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
        Linked link = linked.get();
        Joined member = joined.get();
        if (link == null || member == null) {
            return FleetStatus.notJoined(group);
        }
        boolean here = !member.presence().isOver();
        return new FleetStatus(
                group,
                here,
                here ? watch.away() : Optional.empty(),
                member.presence().renewed(),
                link.operations().open(),
                link.operations().applied(),
                link.operations().unreadable(),
                member.lastAndFirst().pauses());
    }

    @Override
    public void close() {
        Linked link = linked.getAndSet(null);
        if (link == null) {
            return;
        }
        Joined leaving = joined.get();
        if (leaving != null) {
            leaving.presence().end();
            leaving.lastAndFirst().close();
        }
        link.operations().close(LAST_COUNTS_LIMIT);
        if (leaving != null) {
            leaving.presence().leave();
        }
        link.store().close();
    }
}
