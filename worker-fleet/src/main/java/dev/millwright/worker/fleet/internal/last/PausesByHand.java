package dev.millwright.worker.fleet.internal.last;

import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.fleet.PauseResult;
import dev.millwright.worker.fleet.PausedQueue;
import dev.millwright.worker.fleet.internal.common.Unwrapped;
import dev.millwright.worker.fleet.internal.store.FleetStore;
import dev.millwright.worker.fleet.internal.store.PauseRecord;
import dev.millwright.worker.fleet.internal.store.PauseRecord.Owner;
import dev.millwright.worker.fleet.internal.store.PauseRecord.State;
import dev.millwright.worker.fleet.internal.store.PauseRecords;
import dev.millwright.worker.fleet.internal.store.PauseRecords.Intent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Pauses and resumes queues for somebody who has said so, under the same lease as the workers. Any thread. */
public final class PausesByHand {
    /** Longer than a worker that has died can have the lease. */
    private static final Duration WAIT = Hold.TTL.plusSeconds(15);

    private static final int TRIES = 2;

    private final FleetStore store;
    private final Waits waits;

    /**
     * The hand of one client.
     *
     * @param store its way to the group's store
     * @param clock by which it waits
     */
    public PausesByHand(FleetStore store, WorkerClock clock) {
        this.store = store;
        this.waits = new Waits(clock);
    }

    /** Pauses queues. */
    public CompletionStage<PauseResult> pause(QueueControl server, Collection<String> queues, String by, String why) {
        return each(queues, (hold, queue) -> {
            Intent intent = new Intent(queue, Owner.HAND, by, why);
            return hold.write((records, token) -> records.intend(token, intent))
                    .thenCompose(done -> hold.order(TRIES, () -> server.pause(queue)))
                    .thenCompose(known -> known
                            ? hold.write((records, token) -> records.paused(token, queue))
                            : hold.write((records, token) -> records.resumed(token, queue, Owner.HAND))
                                    .thenCompose(done -> CompletableFuture.failedStage(new IllegalStateException(
                                            "the server does not know it: no job was ever pushed there"))));
        });
    }

    /** Resumes queues, whoever has paused them. */
    public CompletionStage<PauseResult> resume(QueueControl server, Collection<String> queues) {
        return each(
                queues,
                (hold, queue) -> hold.write((records, token) -> records.resuming(token, queue, Owner.HAND))
                        .thenCompose(done -> hold.order(TRIES, () -> server.resume(queue)))
                        .thenCompose(
                                done -> hold.write((records, token) -> records.resumed(token, queue, Owner.HAND))));
    }

    private interface Step {
        CompletionStage<?> on(Hold hold, String queue);
    }

    private CompletionStage<PauseResult> each(Collection<String> queues, Step step) {
        String holder = "a client " + UUID.randomUUID();
        return Hold.await(store, waits, holder, waits.in(WAIT)).thenCompose(hold -> {
            List<String> done = new ArrayList<>();
            Map<String, String> failed = new LinkedHashMap<>();
            CompletionStage<Boolean> chain = CompletableFuture.completedStage(true);
            for (String queue : new LinkedHashSet<>(queues)) {
                chain = chain.thenCompose(held -> held
                        ? one(hold, queue, step, done, failed)
                        : CompletableFuture.completedStage(lost(queue, failed)));
            }
            return chain.thenApply(held -> new PauseResult(done, failed))
                    .whenComplete((result, failure) -> hold.release());
        });
    }

    /** Whether to go on with the next one. */
    private static CompletionStage<Boolean> one(
            Hold hold, String queue, Step step, List<String> done, Map<String, String> failed) {
        return step.on(hold, queue).handle((written, failure) -> {
            if (failure == null) {
                done.add(queue);
                return true;
            }
            failed.put(queue, Failure.why(failure));
            return !(Unwrapped.of(failure) instanceof Failure.Settled);
        });
    }

    private static boolean lost(String queue, Map<String, String> failed) {
        failed.put(queue, "not tried: the lease was lost");
        return false;
    }

    /** What is recorded as paused, by name. */
    public static List<PausedQueue> paused(PauseRecords.All all) {
        List<PausedQueue> paused = new ArrayList<>();
        for (PauseRecord record : all.records()) {
            if (record.state() != State.RESUMED) {
                paused.add(new PausedQueue(
                        record.queue(),
                        record.owner() == Owner.HAND ? PausedQueue.Owner.HAND : PausedQueue.Owner.FLEET,
                        record.by(),
                        Optional.of(record.at()),
                        record.why(),
                        record.state() == State.PAUSED));
            }
        }
        for (String queue : all.unreadable()) {
            paused.add(new PausedQueue(queue, PausedQueue.Owner.UNKNOWN, "", Optional.empty(), "", false));
        }
        paused.sort(Comparator.comparing(PausedQueue::queue));
        return List.copyOf(paused);
    }
}
