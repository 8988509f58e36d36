package dev.millwright.worker.internal.job;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.millwright.worker.CancelOperation;
import dev.millwright.worker.CancelRequest;
import dev.millwright.worker.JobFilter;
import dev.millwright.worker.internal.platform.Guard;
import dev.millwright.worker.internal.platform.SafeLogger;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The cancel of the jobs that fitted a filter: owns which of them are left, and the counts. Its passes are made by one
 * thread at a time, all else may be called by any. Nothing foreign runs between the moment in which a job is taken and that in which
 * it is counted, so an operation that is aborted is over soon, whatever a listener does.
 */
final class BulkCancel implements CancelOperation {
    private static final Logger LOG = SafeLogger.of(BulkCancel.class);

    /** The most jobs that one pass cancels: others want the processor and the connection, too. */
    static final int A_PASS = 64;

    private final JobFilter filter;
    private final CancelRequest request;
    private final Interruptions interruptions;
    private final int matched;
    private final Consumer<BulkCancel> whenOver;
    private final AtomicBoolean hasEnded = new AtomicBoolean();
    private final CompletableFuture<Progress> over = new CompletableFuture<>();
    private final List<Consumer<Progress>> listeners = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Queue<ActiveJob> jobs;

    @GuardedBy("lock")
    private State state;

    /** Whether a job has been taken and not been counted. */
    @GuardedBy("lock")
    private boolean isTaken;

    @GuardedBy("lock")
    private int cancelled;

    @GuardedBy("lock")
    private int alreadyOver;

    @GuardedBy("lock")
    private int failed;

    /** What became of a job. */
    private enum Fate {
        CANCELLED,
        ALREADY_OVER,
        FAILED
    }

    /**
     * Of these jobs; in a dry run only their number counts.
     *
     * @param whenOver told once, before anybody else is
     */
    BulkCancel(
            JobFilter filter,
            Collection<ActiveJob> jobs,
            boolean dryRun,
            CancelRequest request,
            Interruptions interruptions,
            Consumer<BulkCancel> whenOver) {
        this.filter = filter;
        this.request = request;
        this.interruptions = interruptions;
        this.whenOver = whenOver;
        this.matched = jobs.size();
        this.jobs = new ArrayDeque<>(dryRun ? List.of() : jobs);
        this.state = dryRun || jobs.isEmpty() ? State.DONE : State.OPEN;
    }

    /** Cancels some of them. */
    void pass() {
        for (int i = 0; i < A_PASS; i++) {
            ActiveJob job = take();
            if (job == null) {
                break;
            }
            cancel(job);
        }
        completeIfOver();
        tellProgress();
    }

    /** Counts it as soon as its fate is certain: after that listeners are told, and they may block. */
    private void cancel(ActiveJob job) {
        boolean[] counted = {false};
        try {
            interruptions.cancel(job, request, () -> {
                counted[0] = true;
                count(Fate.CANCELLED);
            });
        } finally {
            if (!counted[0]) {
                count(job.settled() == null ? Fate.FAILED : Fate.ALREADY_OVER);
            }
            release();
        }
    }

    private @Nullable ActiveJob take() {
        lock.lock();
        try {
            ActiveJob job = state == State.OPEN ? jobs.poll() : null;
            isTaken = job != null;
            return job;
        } finally {
            lock.unlock();
        }
    }

    private void count(Fate fate) {
        lock.lock();
        try {
            switch (fate) {
                case CANCELLED -> cancelled++;
                case ALREADY_OVER -> alreadyOver++;
                case FAILED -> failed++;
            }
            if (state == State.OPEN && jobs.isEmpty()) {
                state = State.DONE;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Nothing is done to the job any more that was taken. Only now may somebody be told that it is over: he can block. */
    private void release() {
        boolean wasAborted;
        lock.lock();
        try {
            isTaken = false;
            wasAborted = state == State.ABORTED;
        } finally {
            lock.unlock();
        }
        if (wasAborted) {
            completeIfOver();
        }
    }

    @Override
    public JobFilter filter() {
        return filter;
    }

    @Override
    public Progress progress() {
        lock.lock();
        try {
            int left = matched - cancelled - alreadyOver - failed;
            return new Progress(state, matched, cancelled, alreadyOver, failed, left);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void onProgress(Consumer<Progress> listener) {
        listeners.add(listener);
        tell(listener);
    }

    private void tellProgress() {
        listeners.forEach(this::tell);
    }

    private void tell(Consumer<Progress> listener) {
        Guard.run(() -> listener.accept(progress()), LOG, "a listener to the progress of a cancel failed");
    }

    /** Tells of the end, if it has come. Also to be called for one that has nothing to do. */
    void completeIfOver() {
        boolean isOver;
        lock.lock();
        try {
            isOver = state != State.OPEN && !isTaken;
        } finally {
            lock.unlock();
        }
        if (isOver && hasEnded.compareAndSet(false, true)) {
            whenOver.accept(this);
            over.complete(progress());
        }
    }

    @Override
    public CompletableFuture<Progress> toCompletableFuture() {
        return over.copy();
    }

    @Override
    public Progress await(Duration limit) throws InterruptedException {
        try {
            return over.get(TimeUnit.NANOSECONDS.convert(limit), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return progress();
        } catch (ExecutionException e) {
            throw new IllegalStateException("never completed exceptionally", e);
        }
    }

    @Override
    public boolean abort() {
        if (!stop()) {
            return false;
        }
        tellEnd();
        return true;
    }

    /** Cancels no more of them, and tells nobody yet. False if it is over. */
    boolean stop() {
        lock.lock();
        try {
            if (state != State.OPEN) {
                return false;
            }
            state = State.ABORTED;
            jobs.clear();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Tells that it has been stopped. Whoever listens can block. */
    void tellEnd() {
        completeIfOver();
        tellProgress();
    }

    @Override
    public String toString() {
        Progress now = progress();
        return now.state().name().toLowerCase(Locale.ROOT) + ", " + now.cancelled() + " of " + now.matched()
                + " jobs cancelled, " + now.alreadyOver() + " were over before, " + now.failed() + " failed, "
                + now.left() + " left alone: " + filter;
    }
}
