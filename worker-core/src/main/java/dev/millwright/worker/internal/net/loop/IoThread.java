package dev.millwright.worker.internal.net.loop;

import java.util.concurrent.Executor;

/**
 * One thread that reads and writes some connections, and runs what is handed to it in between. What
 * blocks it holds up its own connections and no others. Once its transport is closed, what is handed
 * to it is dropped.
 */
public interface IoThread extends Executor {
    /** Whether the caller runs on this thread. */
    boolean isCurrent();
}
