package dev.millwright.worker.internal.protocol;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/** What the server answers to QUEUE LATENCY. Stateless; any thread. */
public final class QueueLatency {
    private QueueLatency() {}

    /**
     * How long the oldest job of each queue has waited, in seconds; 0 only for a queue that is empty.
     *
     * @return empty if the server has answered something else
     */
    public static Optional<Map<String, Double>> read(Reply reply) {
        byte[] json = reply instanceof Reply.Bulk bulk ? bulk.bytes() : null;
        if (json == null) {
            return Optional.empty();
        }
        try {
            if (Json.MAPPER.readTree(json) instanceof ObjectNode object) {
                Map<String, Double> seconds = new LinkedHashMap<>();
                object.forEachEntry((queue, waited) -> seconds.put(queue, waited.asDouble(0)));
                return Optional.of(seconds);
            }
        } catch (JacksonException e) {
            // Said below.
        }
        return Optional.empty();
    }
}
