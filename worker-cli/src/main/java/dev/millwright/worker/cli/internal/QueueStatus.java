package dev.millwright.worker.cli.internal;

import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.FaktoryServerException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A queue as the server tells of it.
 *
 * @param name its name
 * @param size how many jobs wait in it
 * @param latency how long the oldest has been waiting; null if the server cannot say
 */
record QueueStatus(String name, long size, @Nullable Duration latency) {

    static List<QueueStatus> all(FaktoryClient client) {
        SortedMap<String, Long> sizes = sizes(client);
        Map<String, Duration> latencies = latencies(client, sizes.keySet().toArray(String[]::new));
        List<QueueStatus> queues = new ArrayList<>();
        sizes.forEach((name, size) -> queues.add(new QueueStatus(name, size, latencies.get(name))));
        return queues;
    }

    /** The queues there are, with their sizes. */
    static SortedMap<String, Long> sizes(FaktoryClient client) {
        SortedMap<String, Long> sizes = new TreeMap<>();
        client.info().path("faktory").path("queues").forEachEntry((name, size) -> sizes.put(name, size.asLong(0)));
        return sizes;
    }

    private static Map<String, Duration> latencies(FaktoryClient client, String... names) {
        Map<String, Duration> latencies = new LinkedHashMap<>();
        if (names.length == 0) {
            return latencies;
        }
        try {
            latencies.putAll(client.queueLatency(names));
        } catch (FaktoryServerException e) {
            // One queue whose oldest job has no enqueued_at (MUTATE requeue leaves such) spoils the reply for all.
            if (names.length > 1) {
                for (String name : names) {
                    latencies.putAll(latencies(client, name));
                }
            }
        }
        return latencies;
    }
}
