package dev.millwright.worker.internal.platform;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Waits for a thread that has been told to end. Stateless; any thread. */
public final class ThreadEnd {
    private ThreadEnd() {}

    /**
     * Waits, but neither for the calling thread nor for one that takes too long. An interrupt ends the wait, and stays.
     *
     * @param thread which one; null for none
     * @param limit the longest time to wait
     */
    public static void await(@Nullable Thread thread, Duration limit) {
        if (thread == null || thread == Thread.currentThread()) {
            return;
        }
        try {
            thread.join(limit.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
