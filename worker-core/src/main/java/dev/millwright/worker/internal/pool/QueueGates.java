package dev.millwright.worker.internal.pool;

import dev.millwright.worker.QueueGate;
import dev.millwright.worker.internal.platform.SafeLogger;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;

/**
 * The gates that a user has put before the queues. They are not ours: what one throws counts as open, as nothing would ever
 * be fetched otherwise. Any thread.
 */
public final class QueueGates {
    private static final Logger LOG = SafeLogger.of(QueueGates.class);

    private final QueueGate[] gates;
    private final AtomicInteger failures = new AtomicInteger();

    public QueueGates(List<QueueGate> gates) {
        this.gates = gates.toArray(QueueGate[]::new);
    }

    boolean isEmpty() {
        return gates.length == 0;
    }

    /**
     * Tells each how to have the lanes look again.
     *
     * @param changed for any thread, at any time
     */
    public void start(Runnable changed) {
        for (QueueGate gate : gates) {
            try {
                gate.start(changed);
            } catch (Throwable e) { // whatever it throws
                failed(gate, e);
            }
        }
    }

    boolean isOpen(String queue) {
        for (QueueGate gate : gates) {
            if (!isOpen(gate, queue)) {
                return false;
            }
        }
        return true;
    }

    private boolean isOpen(QueueGate gate, String queue) {
        try {
            return gate.isOpen(queue);
        } catch (Throwable e) { // whatever it throws
            failed(gate, e);
            return true;
        }
    }

    private void failed(QueueGate gate, Throwable cause) {
        int times = failures.incrementAndGet();
        if (Integer.bitCount(times) == 1) { // the 1st, 2nd, 4th, …: it is asked before each FETCH
            LOG.warn(
                    "a queue gate failed ({} times so far), which counts as open: {}",
                    times,
                    gate.getClass().getName(),
                    cause);
        }
    }
}
