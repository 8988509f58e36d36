package dev.millwright.worker.fleet.internal.last;

import java.util.Collection;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Queues, as they stand in a line of the log. Stateless; any thread. */
final class Names {
    private static final int MOST = 20;

    private Names() {}

    static String of(Collection<String> queues) {
        String shown = new TreeSet<>(queues).stream().limit(MOST).collect(Collectors.joining(", "));
        return queues.size() <= MOST ? shown : shown + " and " + (queues.size() - MOST) + " more";
    }
}
