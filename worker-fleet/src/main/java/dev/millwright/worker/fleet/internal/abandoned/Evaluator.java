package dev.millwright.worker.fleet.internal.abandoned;

import dev.millwright.worker.fleet.internal.common.Said;
import dev.millwright.worker.fleet.internal.common.Shown;
import dev.millwright.worker.fleet.internal.store.CareRecords;
import dev.millwright.worker.fleet.internal.store.FleetStore;
import dev.millwright.worker.fleet.internal.store.Leased;
import dev.millwright.worker.fleet.internal.store.Unit;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * Judges the jobtypes of a group, if it is this worker's turn: who holds the lease does it, once a minute, and what it
 * decides is written under the lease's token. Driven by calls of {@link #look}; no thread waits. Any thread.
 */
final class Evaluator {
    private static final Duration TTL = Duration.ofMinutes(3);

    private final String group;
    private final String wid;
    private final FleetStore store;
    private final Settings settings;
    private final Function<FleetStore, CompletionStage<Set<String>>> registered;
    private final Teller teller;
    private final Said log;
    private final AtomicBoolean looking = new AtomicBoolean();

    /** The token of the lease; 0 while another worker has it. */
    private final AtomicLong token = new AtomicLong();

    /** Named once. */
    private final Set<String> unreadable = ConcurrentHashMap.newKeySet();

    /**
     * One for a worker.
     *
     * @param registered asks which jobtypes the live workers have functions for
     */
    Evaluator(
            String group,
            String wid,
            FleetStore store,
            Settings settings,
            Function<FleetStore, CompletionStage<Set<String>>> registered,
            Teller teller,
            Said log) {
        this.group = group;
        this.wid = wid;
        this.store = store;
        this.settings = settings;
        this.registered = registered;
        this.teller = teller;
        this.log = log;
    }

    /** Looks, unless it does already. Completes when it has; never exceptionally. */
    CompletionStage<Void> look() {
        if (!looking.compareAndSet(false, true)) {
            return CompletableFuture.completedFuture(null);
        }
        return lease().thenCompose(mine -> mine ? judge() : CompletableFuture.completedFuture(null))
                .handle((done, failure) -> {
                    looking.set(false); // after a failure the store is away, which others say
                    return null;
                });
    }

    private CompletionStage<Boolean> lease() {
        long held = token.get();
        CompletionStage<Boolean> kept = held == 0
                ? CompletableFuture.completedFuture(false)
                : store.leases().keep(CareRecords.LEASE, held, TTL);
        return kept.thenCompose(mine -> mine
                ? CompletableFuture.completedFuture(true)
                : store.leases().take(CareRecords.LEASE, wid, TTL).thenApply(leased -> {
                    token.set(leased instanceof Leased.Held mineNow ? mineNow.token() : 0);
                    return token.get() != 0;
                }));
    }

    private CompletionStage<Void> judge() {
        return registered
                .apply(store)
                .thenCompose(types -> store.care().all().thenCompose(all -> {
                    Judgement.Result result =
                            Judgement.of(group, all, types, settings.rules(), settings.ways(), unit -> true);
                    name(all, result);
                    return store.care()
                            .decide(token.get(), settings.rules().text(), result.decisions())
                            .thenCompose(written -> written ? tell() : lost());
                }));
    }

    /** Reads once more: what was decided just now, and what was told meanwhile. */
    private CompletionStage<Void> tell() {
        return store.care().all().thenAccept(all -> teller.tell(all.notices(), all.now()));
    }

    private CompletionStage<Void> lost() {
        token.set(0);
        return CompletableFuture.completedFuture(null);
    }

    private void name(CareRecords.All all, Judgement.Result result) {
        Set<String> names = new HashSet<>(all.unreadable());
        result.unreadable().stream().map(Unit::toString).forEach(names::add);
        for (String each : names) {
            if (unreadable.add(each)) {
                log.warn("group " + group + ": what is kept of " + Shown.inLine(each)
                        + " cannot be read, and nothing is decided of it: another release or a hand has written it");
            }
        }
    }

    /** How many records could not be read so far. */
    int unreadable() {
        return unreadable.size();
    }

    /** Lets another worker go on at once. */
    CompletionStage<Void> close() {
        long held = token.getAndSet(0);
        return held == 0
                ? CompletableFuture.completedFuture(null)
                : store.leases().release(CareRecords.LEASE, held);
    }
}
