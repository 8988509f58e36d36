package dev.millwright.worker.internal.config;

import dev.millwright.worker.Job;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * In which order a FETCH names the queues: strict, or shuffled by weight as Faktory's own workers do.
 * Immutable; any thread.
 */
public final class QueueOrder {
    private final List<String> names;
    private final int[] weights;
    private final boolean weighted;

    private QueueOrder(Map<String, Integer> queues, boolean weighted) {
        this.names = List.copyOf(queues.keySet());
        this.weights = queues.values().stream().mapToInt(Integer::intValue).toArray();
        this.weighted = weighted;
    }

    /** Reads {@code name} or {@code name,weight}; one weight makes the order a weighted one. */
    public static QueueOrder parse(Collection<String> specs) {
        if (Objects.requireNonNull(specs, "queues").isEmpty()) {
            throw new IllegalArgumentException("a worker needs at least one queue, for instance 'default'");
        }
        Map<String, Integer> queues = new LinkedHashMap<>();
        boolean weighted = false;
        for (String spec : specs) {
            int comma = Objects.requireNonNull(spec, "queue").indexOf(',');
            String name = comma < 0 ? spec : spec.substring(0, comma);
            if (!Job.isQueueName(name)) {
                throw new IllegalArgumentException("'" + name
                        + "' is not a queue name: use letters, digits and . _ - (and NAME,WEIGHT for a weight)");
            }
            weighted |= comma >= 0;
            if (queues.put(name, comma < 0 ? 1 : weight(spec, spec.substring(comma + 1))) != null) {
                throw new IllegalArgumentException("the queue '" + name + "' is named twice: name it once");
            }
        }
        return new QueueOrder(queues, weighted);
    }

    private static int weight(String spec, String text) {
        try {
            int weight = Integer.parseInt(text.strip());
            if (weight >= 1) {
                return weight;
            }
        } catch (NumberFormatException e) {
            // falls through to the one message for every bad weight
        }
        throw new IllegalArgumentException("'" + spec
                + "' has no valid weight: write NAME,WEIGHT with a whole number from 1 to " + Integer.MAX_VALUE);
    }

    /** Whether every FETCH names the queues in the same order. */
    public boolean fixed() {
        return !weighted || names.size() == 1;
    }

    public List<String> names() {
        return names;
    }

    /** The queues for one FETCH. Each place goes to a remaining queue with a chance in proportion to its weight. */
    public List<String> next(RandomGenerator random) {
        if (fixed()) {
            return names;
        }
        int count = names.size();
        long total = 0; // two weights can be more than an int holds
        for (int weight : weights) {
            total += weight;
        }
        boolean[] taken = new boolean[count];
        List<String> order = new ArrayList<>(count);
        while (order.size() < count) {
            long ticket = random.nextLong(total);
            for (int i = 0; i < count; i++) {
                if (taken[i]) {
                    continue;
                }
                ticket -= weights[i];
                if (ticket < 0) {
                    taken[i] = true;
                    total -= weights[i];
                    order.add(names.get(i));
                    break;
                }
            }
        }
        return order;
    }

    @Override
    public String toString() {
        List<String> shown = new ArrayList<>();
        for (int i = 0; i < weights.length; i++) {
            shown.add(weighted ? names.get(i) + "," + weights[i] : names.get(i));
        }
        return String.join(" ", shown);
    }
}
