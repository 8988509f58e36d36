package dev.millwright.worker.cli.internal;

import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.ServerAddress;
import dev.millwright.worker.WorkerPool;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What {@code run --dry-run} shows: the worker there would be, and what its server says. Stateless. */
final class DryRun {
    private DryRun() {}

    /**
     * Contacts the server and prints.
     *
     * @param pools those of the worker
     * @param given their queues with weights, by name; the unnamed one's is empty
     * @param fleet where the group is that the worker would join; null for none
     * @param metrics host and port; null for none
     */
    static void print(
            ServerAddress address,
            Collection<String> jobtypes,
            List<WorkerPool> pools,
            Map<String, List<String>> given,
            @Nullable String fleet,
            @Nullable String metrics,
            PrintWriter out) {
        String version;
        Map<String, Long> sizes;
        try (FaktoryClient client = FaktoryClient.connect(address)) {
            JsonNode server = client.info().path("server");
            version = server.path("faktory_version").asString("?");
            sizes = QueueStatus.sizes(client);
        }
        out.println("server    " + address + ", Faktory " + version);
        for (WorkerPool pool : pools) {
            String queues = given.getOrDefault(pool.name(), pool.queues()).stream()
                    .map(name -> queue(name, sizes))
                    .collect(Collectors.joining(", "));
            String where = pool.name().isEmpty() ? "" : " in pool " + pool.name();
            out.println("queues    " + queues + where + ", " + Quantity.of(pool.slots(), "slot"));
        }
        out.println("jobtypes  " + String.join(", ", jobtypes));
        if (fleet != null) {
            out.println("fleet     " + fleet);
        }
        if (metrics != null) {
            out.println("metrics   " + metrics + ", which is free");
        }
        out.println("The options are right. Nothing was fetched.");
    }

    private static String queue(String given, Map<String, Long> sizes) {
        Long size = sizes.get(given.replaceFirst(",.*", ""));
        return given + " (" + (size == null ? "does not exist yet" : Quantity.of(size, "job")) + ")";
    }
}
