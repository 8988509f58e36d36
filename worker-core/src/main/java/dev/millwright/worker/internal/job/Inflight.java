package dev.millwright.worker.internal.job;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Counts what a stopping worker must wait for: FETCHes under way, and jobs whose functions have not
 * ended. A FETCH that brings a job passes its count on to the job, so the number never drops in
 * between. Any thread.
 */
public final class Inflight {
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicReference<@Nullable Runnable> whenIdle = new AtomicReference<>();

    public void begin() {
        count.incrementAndGet();
    }

    public void end() {
        if (count.decrementAndGet() == 0) {
            tellIfIdle();
        }
    }

    int count() {
        return count.get();
    }

    /** Runs the task once, as soon as nothing is under way; perhaps at once, on the calling thread. */
    public void whenIdle(Runnable task) {
        whenIdle.set(task);
        tellIfIdle();
    }

    private void tellIfIdle() {
        if (count.get() == 0) {
            Runnable task = whenIdle.getAndSet(null);
            if (task != null) {
                task.run();
            }
        }
    }
}
