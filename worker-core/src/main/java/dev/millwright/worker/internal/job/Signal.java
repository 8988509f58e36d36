package dev.millwright.worker.internal.job;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.millwright.worker.CancellationReason;
import dev.millwright.worker.CancellationSignal;
import dev.millwright.worker.internal.platform.SafeLogger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** One job's signal: fired once by {@link ActiveJob}, watched by anybody. Any thread. */
final class Signal implements CancellationSignal {
    private static final Logger LOG = SafeLogger.of(Signal.class);

    private final ActiveJob job;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition fired = lock.newCondition();
    private volatile @Nullable CancellationReason reason;
    // Most jobs never register a callback. The order is that of registration.
    @GuardedBy("lock")
    private @Nullable Set<Callback> callbacks;

    private volatile @Nullable StageWait awaited;

    /**
     * A signal that has not fired.
     *
     * @param job is told each time that somebody has seen that it has fired, on that thread
     */
    Signal(ActiveJob job) {
        this.job = job;
    }

    /** What its job waits for, if its function is asynchronous. */
    @Nullable
    StageWait awaited() {
        return awaited;
    }

    void awaits(StageWait wait) {
        awaited = wait;
    }

    /**
     * What is to be run once a signal has fired.
     *
     * @param own those of the worker's own: what they end is what the job waits for
     * @param callbacks those of the user's, in order; one can block
     */
    record Fired(List<Runnable> own, List<Runnable> callbacks) {
        static final Fired NOTHING = new Fired(List.of(), List.of());
    }

    /** Makes the reason visible and wakes sleepers. Returns what the caller has run then; nothing if it had fired before. */
    Fired fire(CancellationReason why) {
        lock.lock();
        try {
            if (reason != null) {
                return Fired.NOTHING;
            }
            reason = why;
            fired.signalAll();
            Set<Callback> toRun = callbacks;
            callbacks = null;
            return toRun == null ? Fired.NOTHING : new Fired(those(toRun, true, why), those(toRun, false, why));
        } finally {
            lock.unlock();
        }
    }

    private List<Runnable> those(Set<Callback> all, boolean own, CancellationReason why) {
        List<Runnable> those = new ArrayList<>(all.size());
        for (Callback callback : all) {
            if (callback.own == own) {
                those.add(() -> run(callback, why));
            }
        }
        return those;
    }

    private void run(Callback callback, CancellationReason why) {
        try {
            callback.action.accept(why);
        } catch (Throwable e) {
            LOG.warn("a callback on the cancellation of job {} failed", job.jid(), e);
        }
    }

    /** Like {@link #isCancelled()}, but nobody is told by it. */
    boolean hasFired() {
        return reason != null;
    }

    @Override
    public Optional<CancellationReason> reason() {
        CancellationReason why = reason;
        if (why == null) {
            return Optional.empty();
        }
        job.told();
        return Optional.of(why);
    }

    @Override
    public Registration onCancel(Consumer<CancellationReason> action) {
        return register(new Callback(action, false));
    }

    /** Like {@link #onCancel}, for the worker's own, which waits for no callback of the user's. */
    Registration onCancelOwn(Consumer<CancellationReason> action) {
        return register(new Callback(action, true));
    }

    private Registration register(Callback callback) {
        CancellationReason why;
        lock.lock();
        try {
            why = reason;
            if (why == null) {
                if (callbacks == null) {
                    callbacks = new LinkedHashSet<>();
                }
                callbacks.add(callback);
            }
        } finally {
            lock.unlock();
        }
        if (why != null) {
            run(callback, why);
        }
        return callback;
    }

    /** Not by a callback, as the default: that would wait for the callbacks before it. */
    @Override
    public void sleep(Duration duration) throws InterruptedException {
        long remaining = TimeUnit.NANOSECONDS.convert(duration);
        lock.lock();
        try {
            while (remaining > 0) {
                throwIfCancelled();
                remaining = fired.awaitNanos(remaining);
            }
        } catch (InterruptedException e) {
            // The runtime interrupts only after it has fired: then the reason says more than the interrupt.
            throwIfCancelled();
            throw e;
        } finally {
            lock.unlock();
        }
        throwIfCancelled();
    }

    @Override
    public CompletionStage<@Nullable Void> delay(Duration duration) {
        return job.home().delays().begin(job, this, duration);
    }

    /** Closing what another thread uses often fails: that is nothing to warn of. */
    @Override
    public Registration closeOnCancel(AutoCloseable resource) {
        return onCancel(why -> {
            try {
                resource.close();
            } catch (Exception e) {
                LOG.debug("closing {} on the cancellation of job {} failed", resource, job.jid(), e);
            }
        });
    }

    private final class Callback implements Registration {
        private final Consumer<CancellationReason> action;
        private final boolean own;

        Callback(Consumer<CancellationReason> action, boolean own) {
            this.action = action;
            this.own = own;
        }

        @Override
        public void close() {
            lock.lock();
            try {
                if (callbacks != null) {
                    callbacks.remove(this);
                }
            } finally {
                lock.unlock();
            }
        }
    }
}
