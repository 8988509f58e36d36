package dev.millwright.worker.testkit.internal.inline;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.millwright.worker.CancellationReason;
import dev.millwright.worker.CancellationSignal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A signal that a test fires. Unlike the worker's, it tells the test what its callbacks threw. Any thread. */
public final class InlineSignal implements CancellationSignal {
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final List<Callback> callbacks = new ArrayList<>();

    private final Runnable told;
    private volatile @Nullable CancellationReason reason;

    /**
     * A signal that has not fired.
     *
     * @param told run each time that somebody has seen that it has fired, on that thread
     */
    public InlineSignal(Runnable told) {
        this.told = told;
    }

    /** Makes the reason visible; {@link #runCallbacks} is to follow. */
    public void fire(CancellationReason why) {
        lock.lock();
        try {
            reason = why;
        } finally {
            lock.unlock();
        }
    }

    /** Runs what was registered before the signal fired, in that order, on the calling thread. */
    public void runCallbacks(CancellationReason why) {
        List<Callback> toRun;
        lock.lock();
        try {
            toRun = List.copyOf(callbacks);
            callbacks.clear();
        } finally {
            lock.unlock();
        }
        toRun.forEach(callback -> callback.action.accept(why));
    }

    @Override
    public Optional<CancellationReason> reason() {
        CancellationReason why = reason;
        if (why != null) {
            told.run();
        }
        return Optional.ofNullable(why);
    }

    @Override
    public Registration onCancel(Consumer<CancellationReason> action) {
        Callback callback = new Callback(action);
        CancellationReason why;
        lock.lock();
        try {
            why = reason;
            if (why == null) {
                callbacks.add(callback);
            }
        } finally {
            lock.unlock();
        }
        if (why != null) {
            action.accept(why);
        }
        return callback;
    }

    private final class Callback implements Registration {
        private final Consumer<CancellationReason> action;

        Callback(Consumer<CancellationReason> action) {
            this.action = action;
        }

        @Override
        public void close() {
            lock.lock();
            try {
                callbacks.remove(this);
            } finally {
                lock.unlock();
            }
        }
    }
}
