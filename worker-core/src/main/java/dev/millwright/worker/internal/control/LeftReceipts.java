package dev.millwright.worker.internal.control;

import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.internal.net.Connection;
import dev.millwright.worker.internal.net.Request;
import dev.millwright.worker.internal.protocol.Commands;
import dev.millwright.worker.internal.protocol.Commands.QueueVerb;
import dev.millwright.worker.internal.protocol.Reply;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Removes the receipts that nobody has collected. A client looks for its receipts for some seconds only; a queue that it
 * has left behind would stay on the server for good. Confined to the control queue's I/O thread.
 */
final class LeftReceipts {
    private static final Duration KEPT = Duration.ofMinutes(1);
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    private final WorkerClock clock;
    private final Executor thread;
    private final Supplier<@Nullable Connection> connection;
    private final Deque<Receipt> receipts = new ArrayDeque<>(); // the oldest first
    private boolean sweepScheduled;

    private record Receipt(String queue, long pushedNanos) {}

    LeftReceipts(WorkerClock clock, Executor thread, Supplier<@Nullable Connection> connection) {
        this.clock = clock;
        this.thread = thread;
        this.connection = connection;
    }

    /** A receipt has been pushed to a queue of its own. */
    void add(String queue) {
        receipts.add(new Receipt(queue, clock.nanoTime()));
        scheduleSweep();
    }

    private void scheduleSweep() {
        Receipt oldest = receipts.peek();
        if (oldest != null && !sweepScheduled) {
            sweepScheduled = true;
            Duration left = KEPT.minusNanos(clock.nanoTime() - oldest.pushedNanos());
            clock.schedule(() -> thread.execute(this::sweep), left.compareTo(SHORTEST) < 0 ? SHORTEST : left);
        }
    }

    private void sweep() {
        sweepScheduled = false;
        Connection current = connection.get();
        if (current != null) {
            List<Receipt> old = new ArrayList<>();
            for (Receipt next = receipts.peek(); next != null && isOld(next); next = receipts.peek()) {
                old.add(next);
                receipts.remove();
            }
            removeFilled(old, current);
        }
        scheduleSweep();
    }

    private boolean isOld(Receipt receipt) {
        return clock.nanoTime() - receipt.pushedNanos() >= KEPT.toNanos();
    }

    /** Those that were collected are gone from the server's list: it is not troubled with their removal. */
    private void removeFilled(List<Receipt> old, Connection current) {
        if (old.isEmpty()) {
            return;
        }
        List<String> queues = old.stream().map(Receipt::queue).toList();
        current.send(List.of(new LatencyQuestion(queues, filled -> {
            if (filled == null) {
                keep(old);
            } else if (!filled.isEmpty()) {
                List<Receipt> left =
                        old.stream().filter(it -> filled.contains(it.queue())).toList();
                current.send(List.of(new Removal(left)));
            }
        })));
    }

    /** The connection broke: over the next one they are looked at again. */
    private void keep(List<Receipt> some) {
        for (int i = some.size() - 1; i >= 0; i--) {
            receipts.addFirst(some.get(i));
        }
        scheduleSweep();
    }

    /** Removes the queues of receipts. Confined to the control queue's I/O thread. */
    private final class Removal implements Request {
        private final List<Receipt> left;

        Removal(List<Receipt> left) {
            this.left = left;
        }

        @Override
        public byte[] command() {
            return Commands.queue(
                    QueueVerb.REMOVE, left.stream().map(Receipt::queue).toList());
        }

        @Override
        public void onReply(Reply reply) {}

        @Override
        public void onBroken(Throwable cause, boolean mayHaveArrived) {
            keep(left);
        }
    }
}
