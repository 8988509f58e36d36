package dev.millwright.worker.fleet.internal.abandoned;

import dev.millwright.worker.JobListener;
import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.WorkerExtension;
import dev.millwright.worker.WorkerView;
import dev.millwright.worker.fleet.internal.common.Said;
import dev.millwright.worker.fleet.internal.record.Records;
import dev.millwright.worker.fleet.internal.store.FleetStore;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A worker's part in the care for abandoned jobtypes: what it sees of its jobs it writes every 10 s, and once a minute it
 * looks whether it is its turn to judge. Any thread.
 */
public final class CareMember implements WorkerExtension {
    private static final Duration WRITES = Duration.ofSeconds(10);
    private static final int WRITES_A_LOOK = 6;
    private static final long CLOSE_LIMIT_SECONDS = 2;

    private final String group;
    private final String version;
    private final Settings settings;
    private final Function<WorkerClock, FleetStore> stores;
    private final Said log;
    private final Sightings sightings = new Sightings();
    private final AtomicReference<@Nullable Part> part = new AtomicReference<>();
    private volatile boolean closed;

    private record Part(WorkerClock clock, FactsWriter facts, Evaluator evaluator, Teller teller) {}

    /**
     * A part to be taken.
     *
     * @param group in which
     * @param version of the worker's program
     * @param settings how
     * @param stores gives the way to the group's store, which somebody else closes
     * @param log for lines
     */
    public CareMember(
            String group, String version, Settings settings, Function<WorkerClock, FleetStore> stores, Said log) {
        this.group = group;
        this.version = version;
        this.settings = settings;
        this.stores = stores;
        this.log = log;
    }

    /** Hears what becomes of the worker's jobs. */
    public JobListener listener() {
        return sightings;
    }

    @Override
    public void onRunning(WorkerView worker) {
        WorkerClock clock = worker.clock();
        FleetStore store = stores.apply(clock);
        sightings.begin(clock, worker.jobtypes(), version);
        Teller teller = new Teller(settings, clock, worker.client(), store.care(), log);
        Evaluator evaluator = new Evaluator(group, worker.wid(), store, settings, CareMember::registered, teller, log);
        Part taken = new Part(clock, new FactsWriter(worker.wid(), clock, sightings, store.care()), evaluator, teller);
        part.set(taken);
        taken.facts().write();
        step(taken, 1);
    }

    private void step(Part taken, int number) {
        taken.clock()
                .schedule(
                        () -> {
                            if (!closed) {
                                step(taken, number + 1);
                                CompletionStage<Void> written = taken.facts().write();
                                if (number % WRITES_A_LOOK == 0) {
                                    written.thenCompose(
                                            done -> taken.evaluator().look());
                                }
                            }
                        },
                        WRITES);
    }

    /** The jobtypes that the live workers have functions for. */
    private static CompletionStage<Set<String>> registered(FleetStore store) {
        return store.members(false).thenApply(members -> {
            Set<String> types = new HashSet<>();
            members.members()
                    .forEach(member -> Records.worker(member.wid(), member.worker())
                            .ifPresent(worker -> types.addAll(worker.jobtypes())));
            return types;
        });
    }

    @Override
    public void close() {
        closed = true;
        Part taken = part.get();
        if (taken == null) {
            return;
        }
        taken.teller().close();
        CompletableFuture<Void> last = CompletableFuture.allOf(
                taken.facts().write().toCompletableFuture(),
                taken.evaluator().close().toCompletableFuture());
        try {
            last.get(CLOSE_LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // The lease expires, and the last seconds of facts are not missed.
        }
    }
}
