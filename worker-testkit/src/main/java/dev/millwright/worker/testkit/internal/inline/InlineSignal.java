package dev.millwright.worker.testkit.internal.inline;

import dev.millwright.worker.CancellationReason;
import dev.millwright.worker.CancellationSignal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A signal that a test fires. Unlike the worker's, it tells the test what its callbacks threw. Any thread. */
final class InlineSignal implements CancellationSignal {
    private final Queue<Callback> callbacks = new ConcurrentLinkedQueue<>();
    private final Runnable told;
    private volatile @Nullable CancellationReason reason;

    /**
     * A signal that has not fired.
     *
     * @param told run each time that somebody has seen that it has fired, on that thread
     */
    InlineSignal(Runnable told) {
        this.told = told;
    }

    /** Makes the reason visible. Returns what runs the callbacks; to take one of them back is too late from now on. */
    Runnable fire(CancellationReason why) {
        reason = why;
        List<Callback> toRun = new ArrayList<>();
        for (Callback next = callbacks.poll(); next != null; next = callbacks.poll()) {
            toRun.add(next);
        }
        return () -> toRun.forEach(callback -> callback.action.accept(why));
    }

    @Override
    public Optional<CancellationReason> reason() {
        Optional<CancellationReason> why = Optional.ofNullable(reason);
        why.ifPresent(seen -> told.run());
        return why;
    }

    @Override
    public Registration onCancel(Consumer<CancellationReason> action) {
        Callback callback = new Callback(action);
        callbacks.add(callback);
        CancellationReason why = reason;
        // Fired meanwhile: whoever takes the callback runs it.
        if (why != null && callbacks.remove(callback)) {
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
            callbacks.remove(this);
        }
    }
}
