package dev.millwright.worker.fleet.internal.member;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.WorkerExtension;
import dev.millwright.worker.WorkerFacts;
import dev.millwright.worker.WorkerView;
import dev.millwright.worker.fleet.FleetStatus;
import dev.millwright.worker.fleet.internal.operation.OperationsHere;
import dev.millwright.worker.fleet.internal.store.FleetStore;
import dev.millwright.worker.fleet.internal.store.Renewal;
import dev.millwright.worker.fleet.internal.store.Renewed;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A worker's presence in its group: once a second it looks whether there is news, and writes what has changed, or that it
 * is still alive. Driven by the worker's clock and by answers of the store, one write at a time; no thread waits, but for
 * the one that closes. Any thread.
 */
public final class FleetMember implements WorkerExtension {
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration AT_LEAST = Duration.ofSeconds(15);
    private static final long LEAVE_LIMIT_SECONDS = 2;
    private static final Duration LAST_COUNTS_LIMIT = Duration.ofSeconds(1);

    /** For so long a start waits for what the group has to cancel: it is better known before the first job comes. */
    private static final Duration START_LIMIT = Duration.ofMillis(100);

    private final String group;
    private final String version;
    private final Function<WorkerClock, FleetStore> stores;
    private final StoreWatch watch;
    private final StoreTime time = new StoreTime();
    private final OperationsHere.Entrances entrances = new OperationsHere.Entrances();
    private final ReentrantLock lock = new ReentrantLock();

    /** Set when the worker starts, before it is present. */
    @GuardedBy("lock")
    private @Nullable Linked linked;

    @GuardedBy("lock")
    private @Nullable Present present;

    @GuardedBy("lock")
    private boolean writing;

    /** As the store has it; null if that is not known. */
    @GuardedBy("lock")
    private @Nullable Snapshot written;

    @GuardedBy("lock")
    private @Nullable Long renewedAt;

    @GuardedBy("lock")
    private boolean closed;

    private record Linked(FleetStore store, OperationsHere operations, String host) {}

    private record Present(WorkerView worker, Linked link, Snapshot.Identity self) {
        FleetStore store() {
            return link.store();
        }
    }

    /**
     * A member to be.
     *
     * @param group of which
     * @param version of the worker's program
     * @param stores makes the way to the group's store, which waits by the worker's clock
     */
    public FleetMember(String group, String version, Function<WorkerClock, FleetStore> stores) {
        this.group = group;
        this.version = version;
        this.stores = stores;
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
        OperationsHere operations = new OperationsHere(group, worker, facts, entrances, store, FleetLog::warn);
        lock.lock();
        try {
            linked = new Linked(store, operations, host);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void onRunning(WorkerView worker) {
        Instant now = worker.clock().instant();
        Linked link = Objects.requireNonNull(linked(), "it was started");
        Snapshot.Identity self =
                new Snapshot.Identity(link.host(), ProcessHandle.current().pid(), version, now);
        Present joined = new Present(worker, link, self);
        lock.lock();
        try {
            present = joined;
        } finally {
            lock.unlock();
        }
        // Not sooner: loading what is needed to reach the store would compete with the start for the processors.
        link.operations().begin();
        look(joined);
        link.operations().awaitFirst(START_LIMIT);
    }

    private @Nullable Linked linked() {
        lock.lock();
        try {
            return linked;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void onQuiet(WorkerView worker) {
        Present joined = present();
        if (joined != null) {
            renew(joined);
        }
    }

    private @Nullable Present present() {
        lock.lock();
        try {
            return closed ? null : present;
        } finally {
            lock.unlock();
        }
    }

    private void look(Present joined) {
        if (present() == null) {
            return;
        }
        joined.worker().clock().schedule(() -> look(joined), LOOK);
        renew(joined);
        joined.link().operations().tick();
    }

    private void renew(Present joined) {
        WorkerClock clock = joined.worker().clock();
        Snapshot now = Snapshot.of(joined.worker(), joined.self(), time);
        Renewal renewal;
        lock.lock();
        try {
            boolean due = renewedAt == null || clock.nanoTime() - renewedAt >= AT_LEAST.toNanos();
            if (closed || writing || (!due && now.equals(written))) {
                return;
            }
            writing = true;
            boolean sameWorker = written != null && now.worker().equals(written.worker());
            boolean sameJobs = written != null && now.jobs().equals(written.jobs());
            renewal =
                    new Renewal(joined.worker().wid(), sameWorker ? null : now.worker(), sameJobs ? null : now.jobs());
        } finally {
            lock.unlock();
        }
        Instant asked = clock.instant();
        long askedNanos = clock.nanoTime();
        joined.store().renew(renewal).whenComplete((answer, failure) -> {
            if (answer != null) {
                time.learn(answer.now(), asked, clock.instant());
            }
            over(now, answer, clock);
            if (answer != null) {
                watch.answered();
                joined.link().operations().heard(answer.version(), !answer.complete(), askedNanos);
            } else if (failure != null && present() != null) {
                watch.failed(failure);
            }
        });
    }

    private void over(Snapshot sent, @Nullable Renewed answer, WorkerClock clock) {
        lock.lock();
        try {
            writing = false;
            // After a failure it is not known what the store has: all is sent anew.
            written = answer != null && answer.complete() ? sent : null;
            if (answer != null) {
                renewedAt = clock.nanoTime();
            }
        } finally {
            lock.unlock();
        }
    }

    /** See {@link dev.millwright.worker.fleet.Fleet#status}. */
    public FleetStatus status() {
        Optional<Duration> renewed;
        boolean member;
        OperationsHere operations;
        lock.lock();
        try {
            operations = linked == null ? null : linked.operations();
            member = present != null && !closed;
            renewed = present == null || renewedAt == null
                    ? Optional.empty()
                    : Optional.of(Duration.ofNanos(present.worker().clock().nanoTime() - renewedAt));
        } finally {
            lock.unlock();
        }
        return new FleetStatus(
                group,
                member,
                member ? watch.away() : Optional.empty(),
                renewed,
                operations == null ? 0 : operations.open(),
                operations == null ? 0 : operations.applied(),
                operations == null ? 0 : operations.unreadable());
    }

    @Override
    public void close() {
        Linked link;
        Present leaving;
        lock.lock();
        try {
            link = closed ? null : linked;
            leaving = present;
            closed = true;
        } finally {
            lock.unlock();
        }
        if (link == null) {
            return;
        }
        try {
            link.operations().close(LAST_COUNTS_LIMIT);
            if (leaving != null) {
                link.store()
                        .leave(leaving.worker().wid())
                        .toCompletableFuture()
                        .get(LEAVE_LIMIT_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            // It expires.
        } finally {
            link.store().close();
        }
    }
}
