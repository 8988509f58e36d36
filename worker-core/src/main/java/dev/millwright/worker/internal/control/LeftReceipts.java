package dev.millwright.worker.internal.control;

import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.internal.net.Connection;
import dev.millwright.worker.internal.protocol.Commands;
import dev.millwright.worker.internal.protocol.Commands.QueueVerb;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
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
    private final Queue<Receipt> receipts = new ArrayDeque<>();

    private record Receipt(String queue, long pushedNanos) {}

    LeftReceipts(WorkerClock clock, Executor thread, Supplier<@Nullable Connection> connection) {
        this.clock = clock;
        this.thread = thread;
        this.connection = connection;
    }

    /** A receipt has been pushed to a queue of its own. */
    void add(String queue) {
        receipts.add(new Receipt(queue, clock.nanoTime()));
        if (receipts.size() == 1) {
            later(KEPT);
        }
    }

    private void later(Duration delay) {
        clock.schedule(() -> thread.execute(this::sweep), delay);
    }

    private void sweep() {
        Connection current = connection.get();
        if (current != null) {
            List<String> old = new ArrayList<>();
            for (Receipt next = receipts.peek(); next != null && isOld(next); next = receipts.peek()) {
                old.add(next.queue());
                receipts.remove();
            }
            removeFilled(old, current);
        }
        Receipt oldest = receipts.peek();
        if (oldest != null) {
            Duration left = KEPT.minusNanos(clock.nanoTime() - oldest.pushedNanos());
            later(left.compareTo(SHORTEST) < 0 ? SHORTEST : left);
        }
    }

    private boolean isOld(Receipt receipt) {
        return clock.nanoTime() - receipt.pushedNanos() >= KEPT.toNanos();
    }

    /** Those that were collected are gone from the server's list: it is not troubled with their removal. */
    private static void removeFilled(List<String> queues, Connection connection) {
        if (queues.isEmpty()) {
            return;
        }
        connection.send(List.of(new LatencyQuestion(queues, filled -> {
            if (filled != null && !filled.isEmpty()) {
                connection.send(List.of(new Unwatched(Commands.queue(QueueVerb.REMOVE, filled))));
            }
        })));
    }
}
