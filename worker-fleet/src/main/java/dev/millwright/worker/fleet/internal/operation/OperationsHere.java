package dev.millwright.worker.fleet.internal.operation;

import dev.millwright.worker.FailureDecision;
import dev.millwright.worker.JobAdmission;
import dev.millwright.worker.WorkerFacts;
import dev.millwright.worker.WorkerView;
import dev.millwright.worker.fleet.internal.common.OneThread;
import dev.millwright.worker.fleet.internal.store.FleetStore;
import dev.millwright.worker.fleet.internal.store.Operation;
import dev.millwright.worker.fleet.internal.store.Operations;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A worker's part in the group's operations: it hears of them, applies them, says what it has done, and lets go of them when
 * they are over. All of that is done on one daemon thread, which is there while there is something to do; the methods may be
 * called by any thread, and none but {@link #awaitFirst} and {@link #close} waits.
 */
public final class OperationsHere {
    /** How long the thread stays when there is nothing to do. */
    private static final long IDLE_SECONDS = 5;

    /** For how long counts are kept that cannot be written: the store forgets an operation then. */
    private static final Duration KEPT = Duration.ofHours(24);

    private static final int MAX_NAMED = 1_000;

    private final String group;
    private final WorkerView worker;
    private final WorkerFacts facts;
    private final Doors doors;
    private final Consumer<String> warn;
    private final FleetStore store;
    private final Reader reader;
    private final Answers answers;
    private final ExecutorService aside;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** What is known, the oldest first, by id and when it was opened. Confined to the thread. */
    private final Map<Key, Watch> known = new LinkedHashMap<>();

    /** Those that were named in the log. Confined to the thread. */
    private final Set<Key> named = new LinkedHashSet<>();

    private volatile List<Watch> watches = List.of();
    private volatile long unreadable;

    /** An operation. After a loss of data, another one can have its id. */
    private record Key(String id, Instant opened) {}

    /** Where jobs meet operations; to be made before the worker is. */
    public static final class Entrances {
        private final Doors doors = new Doors();

        /** Asked before each job. */
        public JobAdmission admission() {
            return doors;
        }

        /** Asked after each job that has thrown. */
        public FailureDecision failureDecision() {
            return doors;
        }
    }

    /**
     * Begins to hear of operations.
     *
     * @param group for the log
     * @param worker applies them
     * @param facts what filters are told of it
     * @param entrances those that the worker has
     * @param store of the group
     * @param warn writes a line to the log
     */
    public OperationsHere(
            String group,
            WorkerView worker,
            WorkerFacts facts,
            Entrances entrances,
            FleetStore store,
            Consumer<String> warn) {
        this.group = group;
        this.worker = worker;
        this.facts = facts;
        this.doors = entrances.doors;
        this.warn = warn;
        this.store = store;
        this.answers = new Answers(store, worker.wid());
        this.aside = OneThread.named("millwright-fleet-operations", IDLE_SECONDS);
        this.reader = new Reader(store, worker.clock(), aside, this::apply);
    }

    /** Reads for the first time. */
    public void begin() {
        store.listen(reader::read);
        reader.read();
    }

    /**
     * Waits until what is open has been read and applied, or the store has failed.
     *
     * @param limit how long at most, in real time
     */
    public void awaitFirst(Duration limit) {
        try {
            reader.first().get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // It is applied later, to the jobs that run then.
        }
    }

    /** Polls, writes, and lets go of what is over. To be called once a second. */
    public void tick() {
        if (closed.get()) {
            return;
        }
        reader.poll();
        List<Watch> now = watches;
        if (now.isEmpty()) {
            return;
        }
        answers.write(now);
        long nanos = worker.clock().nanoTime();
        if (now.stream().anyMatch(watch -> watch.hasEnded() || watch.isExpired(nanos) || !watch.hasPass())) {
            onThread(this::tidy);
        }
    }

    /**
     * The store has answered something else.
     *
     * @param version the newest of its operations
     * @param lost whether it has lost what this worker had written
     * @param askedNanos when it was asked, by the worker's clock
     */
    public void heard(long version, boolean lost, long askedNanos) {
        if (closed.get()) {
            return;
        }
        if (lost || version < reader.version()) {
            watches.forEach(watch -> watch.written(null));
        }
        reader.heard(version, askedNanos);
    }

    private void apply(Operations page, long askedNanos) {
        for (Operation operation : page.operations()) {
            Key key = new Key(operation.id(), operation.opened());
            Watch watch = known.get(key);
            if (watch != null) {
                if (operation.aborted()) {
                    watch.end(true);
                }
            } else if (operation.isOpen(page.now())) {
                open(key, operation, page.now(), askedNanos);
            }
        }
        applyAll();
    }

    private void open(Key key, Operation operation, Instant now, long nowNanos) {
        try {
            CancelOrder order = CancelOrder.read(operation.subject(), operation.details());
            known.put(key, new Watch(operation, order, worker, facts, now, nowNanos));
        } catch (RuntimeException e) { // whatever a hand has written: the others are applied all the same
            if (named.size() < MAX_NAMED && named.add(key)) {
                unreadable = named.size();
                warn.accept(
                        "group " + group + ": operation " + operation.id() + " is passed over, as " + e.getMessage());
            }
        }
    }

    /** First where jobs are admitted, then for those that are here: see {@link Watch}. */
    private void applyAll() {
        publish();
        for (Watch watch : watches) {
            if (!watch.hasPass() && !watch.hasEnded()) {
                try {
                    watch.begin(aside, this::passed);
                } catch (Throwable e) { // no memory, for instance
                    warn.accept("group " + group + ": operation "
                            + watch.operation().id() + " could not be applied, and is tried again: " + e);
                }
            }
        }
        passed();
    }

    /** Passes have begun, or one is over. */
    private void passed() {
        publishPassing();
        answers.write(watches);
    }

    private void publish() {
        doors.set(known.values());
        watches = List.copyOf(known.values());
        publishPassing();
    }

    private void publishPassing() {
        doors.setPassing(watches.stream().filter(Watch::isPassing).toList());
    }

    private void tidy() {
        long now = worker.clock().nanoTime();
        known.values().forEach(watch -> {
            if (watch.isExpired(now)) {
                watch.end(false);
            }
        });
        known.values()
                .removeIf(watch -> watch.hasEnded() && (watch.news() == null || watch.isExpired(now - KEPT.toNanos())));
        applyAll();
    }

    private void onThread(Runnable step) {
        try {
            aside.execute(step);
        } catch (RuntimeException | OutOfMemoryError e) {
            // The worker has closed; or there is no thread, and a second later it is tried again.
        }
    }

    /** How many operations are open, as far as is known here. */
    public int open() {
        return (int) watches.stream().filter(watch -> !watch.hasEnded()).count();
    }

    /** Up to which version changes were applied. */
    public long applied() {
        return reader.version();
    }

    /** How many operations could not be read. */
    public long unreadable() {
        return unreadable + store.unreadable();
    }

    /**
     * Hears of no operation any more, and writes the last counts.
     *
     * @param limit how long that may take, in real time
     */
    public void close(Duration limit) {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        aside.shutdown();
        try {
            answers.writeLast(watches, limit.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            // The store is away, and the worker is not held up by that.
        }
    }
}
