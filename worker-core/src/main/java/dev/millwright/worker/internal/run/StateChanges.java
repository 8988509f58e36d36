package dev.millwright.worker.internal.run;

import dev.millwright.worker.WorkerState;
import dev.millwright.worker.internal.platform.SafeLogger;
import dev.millwright.worker.internal.report.Listeners;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The state of a worker, which only ever moves on, and the news of it for the listeners. A listener can hold up the
 * thread that tells it, so the end of a worker waits for listeners only a little while. Any thread.
 */
final class StateChanges {
    private static final Logger LOG = SafeLogger.of(StateChanges.class);

    private static final long NEWS_LIMIT_SECONDS = 2;

    private final Listeners listeners;
    private final CountDownLatch stoppingTold = new CountDownLatch(1);
    private final ReentrantLock lock = new ReentrantLock();
    private volatile WorkerState state = WorkerState.NEW; // written under lock

    StateChanges(Listeners listeners) {
        this.listeners = listeners;
    }

    WorkerState now() {
        return state;
    }

    /** Moves to a later state and tells the listeners. False if the worker is there already or past it. */
    boolean moveTo(WorkerState next) {
        boolean moved = advance(next) != null;
        if (moved) {
            tell(next);
        }
        return moved;
    }

    /** Moves to a later state and says from which; null if the worker is there already or past it. */
    @Nullable
    WorkerState advance(WorkerState next) {
        lock.lock();
        try {
            WorkerState before = state;
            if (before.compareTo(next) >= 0) {
                return null;
            }
            state = next;
            return before;
        } finally {
            lock.unlock();
        }
    }

    /** Tells the listeners of a state that has been reached, on the calling thread. */
    void tell(WorkerState reached) {
        try {
            listeners.tell(listener -> listener.onStateChanged(reached));
        } finally {
            if (reached == WorkerState.STOPPING) {
                stoppingTold.countDown();
            }
        }
    }

    /** Moves to the last state. Listeners hear of it after they have heard of the one before. */
    void moveToStopped() {
        await(stoppingTold);
        advance(WorkerState.STOPPED);
        CountDownLatch told = new CountDownLatch(1);
        Runnable news = () -> {
            tell(WorkerState.STOPPED);
            told.countDown();
        };
        try {
            Thread thread = new Thread(news, "millwright-stopped");
            thread.setDaemon(true);
            thread.start();
        } catch (OutOfMemoryError e) {
            news.run();
        }
        await(told);
    }

    private static void await(CountDownLatch told) {
        try {
            if (!told.await(NEWS_LIMIT_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("a listener holds up the news of the worker's end: the worker ends all the same");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
