package dev.millwright.worker.testkit.internal.store;

import dev.millwright.worker.testkit.internal.json.GoTime;
import dev.millwright.worker.testkit.internal.json.InvalidJson;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What QUEUE can ask of the queues. Locks by itself, so it is for use by any thread. */
public final class QueueAdmin {
    private static final double NANOS = 1e9;

    private final Broker broker;

    public QueueAdmin(Broker broker) {
        this.broker = broker;
    }

    public List<String> names() {
        return broker.read(() -> queues().names());
    }

    /** Unknown queues are ignored, here and in the others. */
    public void pause(String name) {
        broker.write(() -> queues().pause(name));
    }

    public void resume(String name) {
        broker.write(() -> queues().resume(name));
    }

    public void remove(String name) {
        broker.write(() -> queues().remove(name));
    }

    /** How many seconds the oldest job of each queue has waited; 0 for one that has none. */
    public Map<String, Double> latencies(List<String> names) throws Refused {
        return broker.<Map<String, Double>, Refused>read(() -> {
            Instant now = broker.clock().instant();
            Map<String, Double> latencies = new TreeMap<>();
            for (String name : names) {
                latencies.put(name, latency(queues().oldest(name), now));
            }
            return latencies;
        });
    }

    private static double latency(@Nullable String payload, Instant now) throws Refused {
        if (payload == null) {
            return 0;
        }
        try {
            Instant since = GoTime.parse(JobRecord.readStored(payload).enqueuedAt);
            // More than 0, by which clients know an empty queue: on the stock server time never stands still.
            return Math.max(1, Duration.between(since, now).toNanos()) / NANOS;
        } catch (InvalidJson e) {
            // A scheduled job that MUTATE requeued was never given an enqueued_at.
            throw new Refused("QUEUE: " + e.getMessage());
        }
    }

    private JobQueues queues() {
        return broker.store().queues();
    }
}
