package dev.millwright.worker.testkit.internal.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One of the sets scheduled, retries and dead: texts of jobs, ordered by a moment. Each text is in it
 * once, as in a sorted set of Redis. Guarded by the broker's lock.
 */
final class TimedJobs {
    /** A job and the moment it is kept for. */
    record Entry(Instant at, String payload) {}

    private static final Comparator<Entry> ORDER =
            Comparator.comparing(Entry::at).thenComparing(Entry::payload);

    private final TreeSet<Entry> entries = new TreeSet<>(ORDER);
    private final Map<String, Instant> times = new HashMap<>();

    void add(Instant at, String payload) {
        remove(payload);
        times.put(payload, at);
        entries.add(new Entry(at, payload));
    }

    boolean remove(String payload) {
        @Nullable Instant at = times.remove(payload);
        return at != null && entries.remove(new Entry(at, payload));
    }

    /** Takes out all whose moment has come, the earliest first. */
    List<String> removeDue(Instant now) {
        List<String> due = new ArrayList<>();
        while (!entries.isEmpty() && !entries.first().at().isAfter(now)) {
            String payload = entries.first().payload();
            remove(payload);
            due.add(payload);
        }
        return due;
    }

    List<Entry> entries() {
        return List.copyOf(entries);
    }

    int size() {
        return entries.size();
    }

    void clear() {
        entries.clear();
        times.clear();
    }
}
