package dev.millwright.worker.internal.job;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What a stopping worker must wait for: FETCHes under way, jobs whose functions have not ended, callbacks of signals. A
 * FETCH that brings a job passes its token on to the job, so the number never drops in between. Any thread.
 */
public final class PendingWork {
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicReference<@Nullable Runnable> whenIdle = new AtomicReference<>();

    /** One piece of work, from its beginning to its end. Handed from thread to thread. */
    public final class Token {
        private final AtomicBoolean ended = new AtomicBoolean();

        private Token() {}

        /** The work has ended. Only the first call counts. */
        public void end() {
            if (ended.compareAndSet(false, true) && count.decrementAndGet() == 0) {
                tellIfIdle();
            }
        }
    }

    /** Begins a piece of work. */
    public Token begin() {
        count.incrementAndGet();
        return new Token();
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
