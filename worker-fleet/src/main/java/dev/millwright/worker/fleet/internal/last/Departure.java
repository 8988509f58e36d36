package dev.millwright.worker.fleet.internal.last;

import dev.millwright.worker.fleet.LastOneOut;
import dev.millwright.worker.fleet.internal.common.Unwrapped;
import dev.millwright.worker.fleet.internal.store.PauseRecord;
import dev.millwright.worker.fleet.internal.store.PauseRecord.Owner;
import dev.millwright.worker.fleet.internal.store.PauseRecord.State;
import dev.millwright.worker.fleet.internal.store.PauseRecords;
import dev.millwright.worker.fleet.internal.store.PauseRecords.Intent;
import dev.millwright.worker.fleet.internal.store.PauseRecords.Written;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A worker that has drained leaves: it says that it fetches no more, looks who else does, and, under the lease, pauses the
 * queues that nobody fetches any more. As each writes before it looks, the last of several that leave at once sees that
 * it is. One step after the other, on whatever thread the answers come.
 */
final class Departure {
    private static final Duration LOOK = Duration.ofSeconds(2);

    /** For how long one leaving worker may go on pausing, while others wait for the lease and its own process ends. */
    static final Duration BUDGET = Duration.ofSeconds(60);

    private static final int TRIES = 3;

    private final Myself self;
    private final LastOneOut options;
    private final Waits waits;
    private final Set<String> queues;
    private final long waitUntil;
    private final long leaseUntil;
    private final DepartureReport report;
    private final AtomicReference<@Nullable Hold> hold = new AtomicReference<>();

    /** Queues whose pause was ordered by a lease that was lost then. */
    private final Set<String> disputed = ConcurrentHashMap.newKeySet();

    Departure(Myself self, LastOneOut options, Waits waits) {
        this.self = self;
        this.options = options;
        this.waits = waits;
        this.queues = Set.copyOf(self.queues().get());
        this.waitUntil = waits.in(options.lastWait());
        this.leaseUntil = waitUntil + options.grace().toNanos();
        this.report = new DepartureReport(self);
    }

    /** Leaves. Completes when all is done that can be, and never exceptionally. */
    CompletionStage<Void> begin() {
        return waits.patiently(() -> self.announce().get().thenApply(done -> true))
                .thenCompose(done -> look(null))
                .handle((done, failure) -> {
                    if (failure != null) {
                        report.failed(Unwrapped.of(failure));
                    }
                    return null;
                });
    }

    /** Nobody waits any more. What is under way may still come to its end. */
    void cut() {
        report.failed(new Failure.Cut());
        Hold held = hold.getAndSet(null);
        if (held != null) {
            held.release();
        }
    }

    private CompletionStage<Fetchers> fetchers() {
        return waits.patiently(() -> self.store().members(false))
                .thenApply(members -> Fetchers.of(members, self.wid()));
    }

    private CompletionStage<Void> look(@Nullable Long aloneSince) {
        return fetchers().thenCompose(others -> {
            Set<String> left = others.without(queues);
            boolean alone = options.outlastOthers() ? left.size() == queues.size() : !left.isEmpty();
            if (alone) {
                long since = aloneSince == null ? waits.now() : aloneSince;
                long graceUntil = since + options.grace().toNanos();
                return waits.isPast(graceUntil) ? pause() : lookAgain(waits.until(graceUntil), since);
            }
            if (options.outlastOthers() && !waits.isPast(waitUntil)) {
                return lookAgain(waits.until(waitUntil), null);
            }
            if (left.isEmpty()) {
                report.notLast(others);
                return CompletableFuture.completedStage(null);
            }
            return pause();
        });
    }

    private CompletionStage<Void> lookAgain(Duration atMost, @Nullable Long aloneSince) {
        return waits.later(Waits.shorter(LOOK, atMost)).thenCompose(done -> look(aloneSince));
    }

    private CompletionStage<Void> pause() {
        return Hold.await(self.store(), waits, self.wid() + " leaving", leaseUntil)
                .thenCompose(held -> {
                    hold.set(held);
                    return pause(held).whenComplete((done, failure) -> {
                        held.release();
                        hold.set(null);
                    });
                })
                .exceptionallyCompose(failure -> {
                    Throwable cause = Unwrapped.of(failure);
                    boolean again = cause instanceof Failure.LeaseLost && !waits.isPast(leaseUntil);
                    return again ? pause() : CompletableFuture.failedStage(cause);
                });
    }

    /** Under the lease all is looked at anew: it may have been somebody else's meanwhile. */
    private CompletionStage<Void> pause(Hold held) {
        long until = waits.in(BUDGET);
        return fetchers()
                .thenCompose(others -> waits.patiently(
                                () -> self.store().pauses().all())
                        .thenCompose(all -> {
                            Map<String, PauseRecord> records = all.records().stream()
                                    .collect(Collectors.toMap(PauseRecord::queue, Function.identity()));
                            Set<String> left = others.without(queues);
                            CompletionStage<Void> chain = CompletableFuture.completedStage(null);
                            for (String queue : new HashSet<>(disputed)) {
                                if (!left.contains(queue)) {
                                    chain = chain.thenCompose(done -> undo(held, queue, records.get(queue)));
                                }
                            }
                            for (String queue : left) {
                                chain = chain.thenCompose(done -> one(held, queue, records.get(queue), all, until));
                            }
                            return chain.thenRun(() -> report.over(others, left));
                        }));
    }

    private CompletionStage<Void> one(
            Hold held, String queue, @Nullable PauseRecord record, PauseRecords.All all, long until) {
        if (all.unreadable().contains(queue)) {
            report.unreadable(queue);
            return CompletableFuture.completedStage(null);
        }
        if (record != null && record.owner() == Owner.HAND) {
            report.byHand(record);
            return CompletableFuture.completedStage(null);
        }
        if (record != null && record.state() == State.PAUSED && !disputed.contains(queue)) {
            report.already(record);
            return CompletableFuture.completedStage(null);
        }
        if (waits.isPast(until)) {
            report.notPaused(queue, "there was no time left");
            return CompletableFuture.completedStage(null);
        }
        return settled(queue, order(held, queue));
    }

    private CompletionStage<Void> order(Hold held, String queue) {
        Intent intent = new Intent(queue, Owner.FLEET, self.author(), "the last worker of the group has left");
        return held.write((records, token) -> records.intend(token, intent)).thenCompose(written -> {
            if (written != Written.DONE) {
                report.notPaused(queue, "somebody else has written a record of it meanwhile");
                return CompletableFuture.completedStage(null);
            }
            report.intended(queue);
            disputed.add(queue); // until it is known that the lease was held all the time
            return held.order(TRIES, () -> self.server().pause(queue))
                    .thenCompose(known -> known
                            ? held.write((records, token) -> records.paused(token, queue))
                                    .thenAccept(confirmed -> report.paused(queue))
                            : CompletableFuture.completedStage(null).thenAccept(unknown -> report.unknown(queue)))
                    .thenAccept(done -> disputed.remove(queue));
        });
    }

    /** One queue that fails does not stop the others, but for a lease that is lost or an end that is ordered. */
    private static <T> CompletionStage<T> passing(CompletionStage<T> step, Function<Throwable, @Nullable T> failed) {
        return step.exceptionallyCompose(failure -> {
            Throwable cause = Unwrapped.of(failure);
            return cause instanceof Failure.Settled
                    ? CompletableFuture.failedStage(cause)
                    : CompletableFuture.completedStage(failed.apply(cause));
        });
    }

    private CompletionStage<Void> settled(String queue, CompletionStage<Void> step) {
        return passing(step, cause -> {
            report.notPaused(queue, Failure.why(cause));
            return null;
        });
    }

    /**
     * A pause was ordered, and the lease was lost before it was known to be done: somebody fetches the queue now, and it may
     * have come after they have resumed it.
     */
    private CompletionStage<Void> undo(Hold held, String queue, @Nullable PauseRecord record) {
        if (record != null && record.owner() == Owner.HAND) {
            disputed.remove(queue);
            return CompletableFuture.completedStage(null);
        }
        return passing(
                held.order(TRIES, () -> self.server().resume(queue))
                        .thenCompose(done -> held.write((records, token) -> records.resumed(token, queue, Owner.FLEET)))
                        .thenAccept(done -> disputed.remove(queue)),
                cause -> {
                    report.notUndone(queue, Failure.why(cause));
                    return null;
                });
    }
}
