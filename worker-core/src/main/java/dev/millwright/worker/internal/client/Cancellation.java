package dev.millwright.worker.internal.client;

import dev.millwright.worker.CancelOptions;
import dev.millwright.worker.CancelResult;
import dev.millwright.worker.FaktoryClient.Filter;
import dev.millwright.worker.FaktoryClient.Mutation;
import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.internal.protocol.CancelOrder;
import dev.millwright.worker.internal.protocol.ControlQueueName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/** Cancels jobs from outside: where they wait, or through the workers that run them. For one call. */
final class Cancellation {
    private static final Duration LOOK_EVERY = Duration.ofMillis(50);

    private final NettyFaktoryClient client;
    private final WorkerClock clock;
    private final CancelOptions options;
    private final Map<String, CancelResult> results = new LinkedHashMap<>();

    Cancellation(NettyFaktoryClient client, WorkerClock clock, CancelOptions options) {
        this.client = client;
        this.clock = clock;
        this.options = options;
    }

    Map<String, CancelResult> cancel(Collection<String> jids) {
        CancelResult withoutWorker = options.pending() ? CancelResult.PENDING : CancelResult.NOT_RUNNING;
        List<String> ordered = new ArrayList<>();
        for (String jid : jids) {
            if (removeWaiting(jid)) {
                settle(jid, options.discard() ? CancelResult.DISCARDED : CancelResult.KILLED);
            } else if (!options.discard() && client.tryServerCancel(jid)) {
                // The server's CANCEL has no word for discard; a control queue has.
                settle(jid, CancelResult.CANCELLED);
            } else {
                results.put(jid, withoutWorker); // holds its place in the order
                ordered.add(jid);
            }
        }
        if (!ordered.isEmpty()) {
            client.pushBulk(ordered.stream()
                    .map(jid -> new CancelOrder(jid, options.discard()).toJob())
                    .toList());
            for (String jid : awaitTaken(ordered)) {
                if (!options.pending()) {
                    client.removeQueues(ControlQueueName.of(jid));
                }
                settle(jid, withoutWorker);
            }
        }
        return results;
    }

    private void settle(String jid, CancelResult result) {
        results.put(jid, result);
        options.progress().accept(jid, result);
    }

    /** MUTATE never tells whether it found a job, so the server's counters have to. */
    private boolean removeWaiting(String jid) {
        Filter filter = Filter.jids(List.of(jid));
        JsonNode before = client.info().at("/faktory/sets");
        client.mutate(new Mutation(Mutation.Command.KILL, Mutation.Target.SCHEDULED, filter));
        client.mutate(new Mutation(Mutation.Command.KILL, Mutation.Target.RETRIES, filter));
        JsonNode after = client.info().at("/faktory/sets");
        boolean killed = waiting(after) < waiting(before) && size(after, "dead") > size(before, "dead");
        if (killed && options.discard()) {
            // Not discarded where it waited: there, only one counter would tell of it, which others change as well.
            client.mutate(new Mutation(Mutation.Command.DISCARD, Mutation.Target.DEAD, filter));
        }
        return killed;
    }

    private static long waiting(JsonNode sets) {
        return size(sets, "scheduled") + size(sets, "retries");
    }

    private static long size(JsonNode sets, String name) {
        return sets.path(name).asLong(0);
    }

    /**
     * Notes the orders that were taken from their queues; returns the others once the time is over. Asks for
     * latencies, which the server finds in Redis. INFO would tell as well, but server 1.10.0 reads its map of
     * queues for it without a lock, and ends if a worker removes its control queue just then.
     */
    private List<String> awaitTaken(List<String> jids) {
        List<String> left = new ArrayList<>(jids);
        long end = clock.nanoTime() + options.timeout().toNanos();
        while (true) {
            Map<String, Duration> waited =
                    client.queueLatency(left.stream().map(ControlQueueName::of).toArray(String[]::new));
            left.removeIf(jid -> {
                boolean taken = waited.getOrDefault(ControlQueueName.of(jid), Duration.ZERO)
                        .isZero();
                if (taken) {
                    settle(jid, CancelResult.CANCELLED);
                }
                return taken;
            });
            if (left.isEmpty() || clock.nanoTime() - end >= 0 || !pause()) {
                return left;
            }
        }
    }

    /** False if the caller was interrupted, which ends the wait. */
    private boolean pause() {
        CountDownLatch over = new CountDownLatch(1);
        WorkerClock.Scheduled timer = clock.schedule(over::countDown, LOOK_EVERY);
        try {
            // The limit is only for a clock that a test has stopped.
            return over.await(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            timer.cancel();
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
