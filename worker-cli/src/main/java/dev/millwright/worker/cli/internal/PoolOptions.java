package dev.millwright.worker.cli.internal;

import dev.millwright.worker.Job;
import dev.millwright.worker.JobRegistry;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The named pools of {@code run}. Confined to the thread that runs the command. */
final class PoolOptions {
    private static final String OPTION = "--pool";

    @Option(
            names = OPTION,
            paramLabel = "NAME=SLOTS:QUEUE[,WEIGHT] …",
            arity = "1..*",
            split = "\\s+",
            hideParamSyntax = true,
            description =
                    "A further pool, with slots and queues of its own: 'bulk=5:low,2 slow,1'. Its other queues follow"
                            + " after spaces; a word with an equals sign begins the next pool. Repeatable. Beside it the unnamed"
                            + " pool exists only if --queue, --concurrency or --lanes is given. Default: none.")
    private List<String> words = List.of();

    private record Declared(String name, int slots, List<String> queues) {}

    /** Adds the pools to those that the jobs have declared. */
    void declare(JobRegistry registry) {
        for (Declared pool : declared()) {
            UsageException.blaming(
                    OPTION, () -> registry.pool(pool.name, pool.slots, pool.queues.toArray(String[]::new)));
        }
    }

    private List<Declared> declared() {
        List<Declared> pools = new ArrayList<>();
        for (String word : words) {
            if (word.contains("=")) {
                pools.add(begin(word));
            } else if (!word.isEmpty()) {
                if (pools.isEmpty()) {
                    throw malformed(word);
                }
                pools.get(pools.size() - 1).queues.add(word);
            }
        }
        return pools;
    }

    private static Declared begin(String word) {
        int equals = word.indexOf('=');
        int colon = word.indexOf(':', equals);
        String name = word.substring(0, equals);
        if (colon < 0 || colon == word.length() - 1 || !Job.isQueueName(name)) {
            throw malformed(word);
        }
        List<String> queues = new ArrayList<>();
        queues.add(word.substring(colon + 1));
        return new Declared(name, slots(word, word.substring(equals + 1, colon)), queues);
    }

    private static int slots(String word, String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw malformed(word);
        }
    }

    private static UsageException malformed(String word) {
        return new UsageException(
                OPTION,
                "'" + word + "' is no pool: write NAME=SLOTS:QUEUE[,WEIGHT], for instance bulk=5:low, with letters,"
                        + " digits and . _ - in the name");
    }
}
