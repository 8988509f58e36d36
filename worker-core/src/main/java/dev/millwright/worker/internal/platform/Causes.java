package dev.millwright.worker.internal.platform;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an exception drags along. It is the user's: it may have fifty thousand causes, or make a new one each time
 * it is asked, and a log that takes it apart runs out of stack or memory. Stateless; any thread.
 */
public final class Causes {
    private static final int MOST = 100;

    private Causes() {}

    /**
     * Whether the log is better not given an exception.
     *
     * @param thrown the exception; its methods may throw
     * @return why, or null if it can be given
     */
    public static @Nullable String tooMany(Throwable thrown) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Throwable> left = new ArrayDeque<>();
        left.add(thrown);
        try {
            while (!left.isEmpty()) {
                Throwable next = left.remove();
                if (!seen.add(next)) {
                    continue;
                }
                if (seen.size() > MOST) {
                    return "it has more than " + MOST + " causes";
                }
                if (next.getCause() != null) {
                    left.add(next.getCause());
                }
                Arrays.stream(next.getSuppressed()).limit(MOST).forEach(left::add);
            }
            return null;
        } catch (Throwable e) {
            return e.getClass().getName();
        }
    }
}
