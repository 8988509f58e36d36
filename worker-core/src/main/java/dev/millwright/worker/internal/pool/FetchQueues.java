package dev.millwright.worker.internal.pool;

import dev.millwright.worker.internal.config.QueueOrder;
import dev.millwright.worker.internal.protocol.Commands;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which queues a FETCH names: those of the pool that are neither paused nor closed by a gate, in their order. Confined to
 * the lanes' I/O thread, except where said otherwise.
 */
final class FetchQueues {
    private final QueueOrder order;
    private final byte @Nullable [] fixed;
    private final Supplier<Set<String>> paused;
    private final QueueGates gates;
    private List<String> last = List.of();
    private byte[] lastCommand = {};
    private volatile boolean allClosed;

    /** With the queues that are paused now, to be asked before each FETCH. */
    FetchQueues(QueueOrder order, Supplier<Set<String>> paused, QueueGates gates) {
        this.order = order;
        this.fixed = order.fixed() ? Commands.fetch(order.names()) : null;
        this.paused = paused;
        this.gates = gates;
    }

    /** The FETCH command for the next turn, null if there is no queue to fetch from. */
    byte @Nullable [] next() {
        Set<String> without = paused.get();
        if (without.isEmpty() && gates.isEmpty()) {
            allClosed = false;
            return fixed != null ? fixed : Commands.fetch(order.next(ThreadLocalRandom.current()));
        }
        List<String> all = order.next(ThreadLocalRandom.current());
        List<String> open = openOf(all, without);
        allClosed = open.isEmpty();
        if (open == all && fixed != null) {
            return fixed;
        }
        if (open.isEmpty()) {
            return null;
        }
        if (!open.equals(last)) {
            last = open;
            lastCommand = Commands.fetch(open);
        }
        return lastCommand;
    }

    /** The same list if all are open, as they mostly are. */
    private List<String> openOf(List<String> all, Set<String> without) {
        List<String> open = all;
        for (int i = 0; i < all.size(); i++) {
            String queue = all.get(i);
            boolean isOpen = !without.contains(queue) && gates.isOpen(queue);
            if (!isOpen && open == all) {
                open = new ArrayList<>(all.subList(0, i));
            } else if (isOpen && open != all) {
                open.add(queue);
            }
        }
        return open;
    }

    /** Whether there was no queue to fetch from when that was looked at last. Any thread. */
    boolean areAllClosed() {
        return allClosed;
    }
}
