package dev.millwright.worker.cli.internal;

import dev.millwright.worker.FaktoryClient;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import picocli.CommandLine.Parameters;

/** The queues that a command is for, checked against those there are. Confined to the calling thread. */
final class QueueNames {
    private static final String ALL = "*";

    @Parameters(arity = "1..*", paramLabel = "NAME", description = "The queues; '*' for all there are.")
    private List<String> names = List.of();

    /**
     * The named queues with their sizes. The server itself would ignore a name that it does not know.
     *
     * @param suggesting whether to name similar queues instead
     */
    SortedMap<String, Long> existing(FaktoryClient client, boolean suggesting) {
        SortedMap<String, Long> sizes = QueueStatus.sizes(client);
        if (names.contains(ALL)) {
            if (sizes.isEmpty()) {
                throw new UsageException("the server has no queues");
            }
            return sizes;
        }
        SortedMap<String, Long> chosen = new TreeMap<>();
        for (String name : names) {
            Long size = sizes.get(name);
            if (size == null) {
                throw new UsageException("the server has no queue '" + name + "'"
                        + Similar.question(name, suggesting ? sizes.keySet() : Set.of())
                        + " A queue exists once a job has been pushed to it");
            }
            chosen.put(name, size);
        }
        return chosen;
    }
}
