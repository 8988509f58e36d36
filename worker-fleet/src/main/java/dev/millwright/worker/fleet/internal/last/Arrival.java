package dev.millwright.worker.fleet.internal.last;

import dev.millwright.worker.fleet.FleetStatus;
import dev.millwright.worker.fleet.internal.common.Unwrapped;
import dev.millwright.worker.fleet.internal.store.PauseRecord;
import dev.millwright.worker.fleet.internal.store.PauseRecord.Owner;
import dev.millwright.worker.fleet.internal.store.PauseRecord.State;
import dev.millwright.worker.fleet.internal.store.PauseRecords;
import dev.millwright.worker.fleet.internal.store.PauseRecords.Written;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A worker comes, and stays: under the lease it resumes what the records name, at once and then as long as it fetches. So
 * that what a worker has left half done is put right by any of them. One round after the other, on whatever thread the answers come.
 */
final class Arrival {
    /** How often the records are looked at. */
    static final Duration LOOK = Duration.ofSeconds(15);

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final int TRIES = 2;

    private final Myself self;
    private final Waits waits;

    /** Why queues could not be resumed, so that it is said once. */
    private final Map<String, String> failing = new ConcurrentHashMap<>();

    private final Set<String> named = ConcurrentHashMap.newKeySet();
    private volatile boolean first = true;
    private volatile Duration pause = FIRST_PAUSE;
    private volatile PauseRecords.All seen = new PauseRecords.All(Instant.EPOCH, List.of(), List.of());

    Arrival(Myself self, Waits waits) {
        this.self = self;
        this.waits = waits;
    }

    /** What is paused, as it was last seen. */
    FleetStatus.Pauses pauses() {
        int byFleet = 0;
        int byHand = 0;
        for (PauseRecord record : seen.records()) {
            if (record.owner() == Owner.HAND) {
                byHand++;
            } else if (record.state() != State.RESUMED) {
                byFleet++;
            }
        }
        return new FleetStatus.Pauses(byFleet, byHand, seen.unreadable().size(), failing.size());
    }

    /** Does a round, and others later, as long as the worker fetches. */
    void begin() {
        round().whenComplete((well, failure) -> {
            if (failure == null && Boolean.TRUE.equals(well)) {
                pause = FIRST_PAUSE;
                next(LOOK);
            } else {
                Duration now = pause;
                pause = Waits.shorter(now.multipliedBy(2), LOOK);
                next(now);
            }
        });
    }

    private void next(Duration delay) {
        if (self.fetches().getAsBoolean() && !waits.isCut()) {
            waits.later(delay).thenRun(this::begin);
        }
    }

    /** Whether all is as it should be. */
    private CompletionStage<Boolean> round() {
        if (first) {
            return waits.tried(1, () -> self.announce().get().thenApply(done -> true))
                    .thenCompose(done -> underLease());
        }
        return toResume()
                .thenCompose(records -> records.isEmpty() ? CompletableFuture.completedStage(true) : underLease());
    }

    private CompletionStage<Boolean> underLease() {
        return waits.tried(1, () -> Hold.take(self.store(), waits, self.wid() + " there"))
                .thenCompose(hold -> toResume()
                        .thenCompose(records -> resume(hold, records))
                        .whenComplete((well, failure) -> hold.release()));
    }

    /**
     * What is to be resumed: what the fleet has paused of this worker's queues, and of all others if nobody is there any more
     * who was when it was paused.
     */
    private CompletionStage<List<PauseRecord>> toResume() {
        return waits.tried(1, () -> self.store().pauses().all()).thenCompose(all -> {
            seen = all;
            tellUnreadable(all);
            Set<String> own = self.queues().get();
            List<PauseRecord> records = all.records().stream()
                    .filter(record -> record.owner() == Owner.FLEET)
                    .toList();
            if (records.stream().allMatch(record -> own.contains(record.queue()))) {
                return CompletableFuture.completedStage(records);
            }
            return waits.tried(1, () -> self.store().members(false)).thenApply(members -> {
                Fetchers there = Fetchers.of(members, self.wid());
                return records.stream()
                        .filter(record -> own.contains(record.queue()) || there.allCameAfter(record.at()))
                        .toList();
            });
        });
    }

    private void tellUnreadable(PauseRecords.All all) {
        for (String queue : all.unreadable()) {
            if (self.queues().get().contains(queue) && named.add(queue)) {
                self.warn(
                        "another release or a hand has written a record of the pause of " + queue
                                + " that cannot be read, and it is passed over; if nothing comes from there, resume it by hand");
            }
        }
    }

    private CompletionStage<Boolean> resume(Hold hold, List<PauseRecord> records) {
        List<PauseRecord> resumed = new ArrayList<>();
        CompletionStage<Boolean> chain = CompletableFuture.completedStage(true);
        for (PauseRecord record : records) {
            chain = chain.thenCompose(well -> self.fetches().getAsBoolean()
                    ? resume(hold, record, resumed).thenApply(done -> well && done)
                    : CompletableFuture.completedStage(well));
        }
        return chain.handle((well, failure) -> {
                    tell(resumed);
                    if (failure != null) {
                        throw new CompletionException(Unwrapped.of(failure));
                    }
                    return well;
                })
                .thenApply(well -> {
                    if (well) {
                        first = false;
                    }
                    return well;
                });
    }

    private CompletionStage<Boolean> resume(Hold hold, PauseRecord record, List<PauseRecord> resumed) {
        String queue = record.queue();
        CompletionStage<Boolean> step = hold.write((records, token) -> records.resuming(token, queue, Owner.FLEET))
                .thenCompose(written -> written != Written.DONE
                        ? CompletableFuture.completedStage(true)
                        : hold.order(TRIES, () -> self.server().resume(queue))
                                .thenCompose(done ->
                                        hold.write((records, token) -> records.resumed(token, queue, Owner.FLEET)))
                                .thenApply(done -> {
                                    failing.remove(queue);
                                    if (record.state() != State.RESUMED) {
                                        resumed.add(record);
                                    }
                                    return true;
                                }));
        return step.exceptionallyCompose(failure -> {
            Throwable cause = Unwrapped.of(failure);
            if (cause instanceof Failure.Settled) {
                return CompletableFuture.failedStage(cause);
            }
            failed(queue, Failure.why(cause));
            return CompletableFuture.completedStage(false);
        });
    }

    private void failed(String queue, @Nullable String why) {
        if (failing.put(queue, String.valueOf(why)) == null) {
            self.warn(queue + " is paused since the last worker of the group left, and cannot be resumed: " + why
                    + "; it is tried again until it can, or resume it by hand");
        }
    }

    private void tell(List<PauseRecord> resumed) {
        if (!resumed.isEmpty()) {
            self.info("resumed "
                    + Names.of(resumed.stream().map(PauseRecord::queue).toList())
                    + ": paused when the last worker of the group left, by "
                    + Names.of(resumed.stream().map(PauseRecord::by).collect(Collectors.toSet())));
        }
    }
}
