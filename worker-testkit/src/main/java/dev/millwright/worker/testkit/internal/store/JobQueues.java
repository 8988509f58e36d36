package dev.millwright.worker.testkit.internal.store;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The queues by name, and which are paused. Guarded by the broker's lock. */
final class JobQueues {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9._-]+");

    private final Map<String, Deque<String>> queues = new TreeMap<>();
    private final Set<String> paused = new HashSet<>();

    void push(String name, String payload) throws Refused {
        create(name).addLast(payload);
    }

    /** Puts a job back where it was popped from, unless its queue was removed meanwhile. */
    void unpop(String name, String payload) {
        Deque<String> queue = queues.get(name);
        if (queue != null) {
            queue.addFirst(payload);
        }
    }

    private Deque<String> create(String name) throws Refused {
        Deque<String> queue = queues.get(name);
        if (queue == null) {
            requireValid(name);
            queue = new ArrayDeque<>();
            queues.put(name, queue);
        }
        return queue;
    }

    private static void requireValid(String name) throws Refused {
        if (name.isEmpty()) {
            throw new Refused("queue name cannot be blank");
        }
        if (!NAME.matcher(name).matches()) {
            throw new Refused("queue names must match \\A[a-zA-Z0-9._-]+\\z");
        }
    }

    /** The oldest job of the first of these queues that has one; paused ones are not left out here. */
    @Nullable
    String pop(List<String> names) {
        for (String name : names) {
            Deque<String> queue = queues.get(name);
            if (queue != null && !queue.isEmpty()) {
                return queue.pollFirst();
            }
        }
        return null;
    }

    List<String> withoutPaused(List<String> names) {
        return names.stream().filter(name -> !paused.contains(name)).toList();
    }

    void pause(String name) {
        if (queues.containsKey(name)) {
            paused.add(name);
        }
    }

    void resume(String name) {
        if (queues.containsKey(name)) {
            paused.remove(name);
        }
    }

    void remove(String name) {
        queues.remove(name);
        paused.remove(name);
    }

    List<String> names() {
        return List.copyOf(queues.keySet());
    }

    /** The waiting jobs, the next one first; empty for a queue that does not exist. */
    List<String> payloads(String name) {
        Deque<String> queue = queues.get(name);
        return queue == null ? List.of() : List.copyOf(queue);
    }

    @Nullable
    String oldest(String name) {
        Deque<String> queue = queues.get(name);
        return queue == null ? null : queue.peekFirst();
    }

    int size(String name) {
        Deque<String> queue = queues.get(name);
        return queue == null ? 0 : queue.size();
    }

    /** FLUSH empties the database, but not the server's memory of which queues exist and are paused. */
    void flush() {
        queues.values().forEach(Deque::clear);
    }
}
