package dev.millwright.worker.internal.run;

import dev.millwright.worker.WorkerState;
import dev.millwright.worker.internal.report.Listeners;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The state of a worker, which only ever moves on, and the news of it for the listeners, in the same order. Who starts a
 * worker waits until they have heard; nobody else does, as a listener could hold up the end. Any thread.
 */
final class StateChanges {
    private final Listeners listeners;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile WorkerState state = WorkerState.NEW; // written under lock

    StateChanges(Listeners listeners) {
        this.listeners = listeners;
    }

    WorkerState now() {
        return state;
    }

    /** Moves to a later state and has the listeners told. False if the worker is there already or past it. */
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

    /** Has the listeners told of a state that has been reached. */
    void tell(WorkerState reached) {
        if (reached.compareTo(WorkerState.RUNNING) <= 0) {
            listeners.tell(listener -> listener.onStateChanged(reached));
        } else {
            listeners.tellAside(listener -> listener.onStateChanged(reached));
        }
    }
}
