package dev.millwright.worker.internal.client;

import dev.millwright.worker.CancelOptions;
import dev.millwright.worker.CancelResult;
import dev.millwright.worker.FaktoryConnectionException;
import dev.millwright.worker.FaktoryServerException;
import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.internal.client.Orders.State;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Cancels jobs from outside, for one call. Nobody knows where a job is, so it is looked for everywhere: among
 * those that wait, and with an order to whoever runs it. Confined to the calling thread.
 */
final class Cancellation {
    /** A worker that runs a job hears of an order within this time. */
    private static final Duration HEARING = Duration.ofSeconds(3);

    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    private final NettyFaktoryClient client;
    private final WorkerClock clock;
    private final CancelOptions options;
    private final Map<String, CancelResult> results = new LinkedHashMap<>();
    private final WaitingJobs waiting;
    private final Orders orders;
    /** Jids that have not been looked for yet where jobs wait. */
    private final Queue<List<String>> unsought = new ArrayDeque<>();

    private long end;
    private Duration pause = LOOK_EVERY;
    private OptionalInt removed = OptionalInt.empty();
    private boolean allReserved;
    private boolean interrupted;
    private @Nullable FaktoryServerException trouble;

    /** Begins one; asks the server how many jobs wait. */
    Cancellation(NettyFaktoryClient client, WorkerClock clock, CancelOptions options) {
        this.client = client;
        this.clock = clock;
        this.options = options;
        this.waiting = new WaitingJobs(client, options.discard());
        this.orders = new Orders(client, clock, options.discard());
    }

    Map<String, CancelResult> cancel(Collection<String> wanted) {
        List<String> jids = List.copyOf(new LinkedHashSet<>(wanted));
        jids.forEach(jid -> results.put(jid, CancelResult.UNKNOWN)); // holds its place in the order
        // Running jobs are told first, unless the others are found in a moment. Only before an order makes a
        // queue come or go may INFO be asked for, and only that tells whether a job was found.
        boolean quick = waiting.areQuick(jids.size());
        if (quick) {
            removed = waiting.removeCounted(jids);
        } else {
            unsought.addAll(waiting.slices(jids));
        }
        try {
            trouble = orders.give(jids);
            awaitWorkers(jids);
            if (!unsought.isEmpty()) {
                throw new FaktoryConnectionException(
                        "interrupted before all jobs were looked for; orders that nobody has taken are taken back",
                        null);
            }
            if (quick) {
                // Once more: a job can have failed by itself before its worker listened for it.
                waiting.slices(orders.in(State.WAITING)).forEach(waiting::remove);
            }
            settleRest();
        } catch (RuntimeException | Error e) {
            orders.abandon(e);
            throw e;
        } finally {
            if (interrupted) {
                client.restoreInterrupt();
            }
        }
        throwTrouble();
        return results;
    }

    private void awaitWorkers(List<String> jids) {
        long now = clock.nanoTime();
        end = now + options.timeout().toNanos();
        boolean runNowhere = areAllRemoved(jids) && reserved(jids).equals(OptionalLong.of(0));
        long hearingEnd = runNowhere ? now : Math.min(end, now + HEARING.toNanos());
        boolean heard = false;
        while (!interrupted) {
            look();
            settle(orders.in(State.CONFIRMED), CancelResult.CANCELLED);
            settle(orders.in(State.UNCONFIRMED), CancelResult.UNCONFIRMED);
            boolean receiptsDue = !orders.in(State.TAKEN).isEmpty();
            if (!heard && !receiptsDue && clock.nanoTime() - hearingEnd >= 0) {
                heard = true;
                nobodyHasHeard(orders.in(State.WAITING));
            }
            boolean workersDue = !orders.in(State.WAITING).isEmpty() && clock.nanoTime() - end < 0;
            if (!receiptsDue && !workersDue && unsought.isEmpty()) {
                return;
            }
            seekOrPause();
        }
    }

    /**
     * Whether these are the jobs that were removed where they waited. A job is in one place: one that its worker
     * has cancelled did not wait. Which of several did is not known unless all did.
     */
    private boolean areAllRemoved(List<String> jids) {
        return removed.equals(OptionalInt.of(jids.size()))
                && trouble == null
                && !results.containsValue(CancelResult.UNCONFIRMED);
    }

    private void look() {
        long begun = clock.nanoTime();
        try {
            orders.look();
        } catch (FaktoryConnectionException e) {
            if (e.getCause() instanceof InterruptedException) {
                interrupted = true;
                Thread.interrupted(); // what is left to do must not fail over it
            } else if (begun - end >= 0) {
                throw e;
            }
            // The next look opens the connection anew.
        }
        pause = Duration.ofNanos(Math.max(LOOK_EVERY.toNanos(), clock.nanoTime() - begun));
    }

    /** A worker that listens would have taken these orders by now. */
    private void nobodyHasHeard(List<String> jids) {
        if (areAllRemoved(jids)) {
            settle(jids, options.discard() ? CancelResult.DISCARDED : CancelResult.KILLED);
        } else {
            // Not before: a worker that is told twice may end the job before it can say so.
            allReserved = reserved(jids).equals(OptionalLong.of(jids.size()));
        }
    }

    /** How many of the jobs a worker holds, which a server that has CANCEL then tells. It has no word for discard. */
    private OptionalLong reserved(List<String> jids) {
        return options.discard() || jids.isEmpty() ? OptionalLong.empty() : client.serverCancel(jids);
    }

    private void seekOrPause() {
        List<String> slice = unsought.poll();
        if (slice == null) {
            pause();
            return;
        }
        List<String> open = new ArrayList<>(slice);
        open.retainAll(new HashSet<>(orders.in(State.WAITING)));
        if (!open.isEmpty()) {
            waiting.remove(open);
        }
    }

    private void pause() {
        CountDownLatch over = new CountDownLatch(1);
        WorkerClock.Scheduled timer = clock.schedule(over::countDown, pause);
        try {
            // The limit is only for a clock that a test has stopped.
            if (!over.await(1, TimeUnit.SECONDS)) {
                timer.cancel();
            }
        } catch (InterruptedException e) {
            timer.cancel();
            interrupted = true;
        }
    }

    private void settleRest() {
        settle(orders.in(State.TAKEN), CancelResult.UNCONFIRMED);
        List<String> left = orders.in(State.WAITING);
        if (options.pending()) {
            orders.leave();
            settle(left, CancelResult.PENDING);
        } else {
            settle(left, allReserved ? CancelResult.UNCONFIRMED : CancelResult.UNKNOWN);
        }
    }

    private void settle(List<String> jids, CancelResult result) {
        orders.close(jids);
        for (String jid : jids) {
            results.put(jid, result);
            options.progress().accept(jid, result);
        }
    }

    private void throwTrouble() {
        FaktoryServerException unsearched = waiting.trouble();
        if (unsearched != null) {
            throw new FaktoryServerException(
                    unsearched.code(),
                    "not all jobs could be looked for among those that are scheduled or wait for a retry: "
                            + unsearched.getMessage());
        }
        if (trouble != null) {
            throw new FaktoryServerException(
                    trouble.code(), "not all orders to cancel jobs were taken: " + trouble.getMessage());
        }
    }
}
