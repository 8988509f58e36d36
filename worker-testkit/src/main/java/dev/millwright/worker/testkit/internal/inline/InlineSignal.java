package dev.millwright.worker.testkit.internal.inline;

import dev.millwright.worker.CancellationReason;
import dev.millwright.worker.CancellationSignal;
import dev.millwright.worker.JobCancelledException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A signal that a test fires. Unlike the worker's, it tells the test what its callbacks threw. Any thread. */
public final class InlineSignal implements CancellationSignal {
    private static final long KILL_AFTER_SECONDS = 1;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition fired = lock.newCondition();
    private final List<Callback> callbacks = new ArrayList<>(); // guarded by lock
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

    /** Makes the reason visible and wakes sleepers; {@link #runCallbacks} is to follow. */
    public void fire(CancellationReason why) {
        lock.lock();
        try {
            reason = why;
            fired.signalAll();
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
    public boolean isCancelled() {
        return seen() != null;
    }

    @Override
    public Optional<CancellationReason> reason() {
        return Optional.ofNullable(seen());
    }

    @Override
    public void throwIfCancelled() {
        CancellationReason why = seen();
        if (why != null) {
            throw new JobCancelledException(why);
        }
    }

    private @Nullable CancellationReason seen() {
        CancellationReason why = reason;
        if (why != null) {
            told.run();
        }
        return why;
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

    @Override
    public CompletionStage<CancellationReason> asStage() {
        CompletableFuture<CancellationReason> stage = new CompletableFuture<>();
        onCancel(stage::complete);
        return stage;
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        long left = TimeUnit.NANOSECONDS.convert(duration);
        lock.lock();
        try {
            while (left > 0) {
                throwIfCancelled();
                left = fired.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            throwIfCancelled();
            throw e;
        } finally {
            lock.unlock();
        }
        throwIfCancelled();
    }

    @Override
    public Registration closeOnCancel(AutoCloseable resource) {
        return onCancel(why -> {
            try {
                resource.close();
            } catch (Exception e) {
                throw new IllegalStateException("closing " + resource + " failed", e);
            }
        });
    }

    @Override
    public Registration cancelOnCancel(Future<?> future) {
        return onCancel(why -> future.cancel(true));
    }

    @Override
    public Registration destroyOnCancel(Process process) {
        return onCancel(why -> {
            List<ProcessHandle> family = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                    .toList();
            family.forEach(ProcessHandle::destroy);
            CompletableFuture.delayedExecutor(KILL_AFTER_SECONDS, TimeUnit.SECONDS)
                    .execute(() -> family.forEach(ProcessHandle::destroyForcibly));
        });
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
