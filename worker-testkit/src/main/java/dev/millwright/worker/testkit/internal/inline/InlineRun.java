package dev.millwright.worker.testkit.internal.inline;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.millwright.worker.CancellationReason;
import dev.millwright.worker.CancellationSignal;
import dev.millwright.worker.JobContext;
import dev.millwright.worker.JobOptions;
import dev.millwright.worker.JobOutcome;
import dev.millwright.worker.JobOutcome.Ack;
import dev.millwright.worker.JobOutcome.Fail;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One run of a function: its thread with its interrupt, and what decides once between the function's end and its
 * signal. Any thread.
 */
public final class InlineRun {
    private final InlineSignal signal = new InlineSignal(this::told);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private @Nullable Thread thread;

    @GuardedBy("lock")
    private boolean interruptible;

    @GuardedBy("lock")
    private boolean interrupted;

    @GuardedBy("lock")
    private boolean told;

    @GuardedBy("lock")
    private @Nullable CompletionStage<?> awaited;

    @GuardedBy("lock")
    private @Nullable JobOutcome outcome;

    private volatile @Nullable Throwable thrown;

    public CancellationSignal signal() {
        return signal;
    }

    /** What the function threw, even if its signal had fired before. */
    public Optional<Throwable> thrown() {
        return Optional.ofNullable(thrown);
    }

    /** Calls the function on the calling thread and returns what the server would be told. To be called once. */
    public JobOutcome call(InlineFunction function, JobContext context, JobOptions options) {
        begin(options);
        JobOutcome byFunction = Ack.INSTANCE;
        try {
            if (function instanceof InlineFunction.Blocking blocking) {
                blocking.handler().run(context);
            } else if (function instanceof InlineFunction.Async async) {
                await(async.handler().run(context), context.job().jobtype());
            }
        } catch (Throwable t) {
            // An Error FAILs a job like anything else.
            thrown = t;
            byFunction = Fail.of(t, InlineRun.class);
        }
        return end(byFunction);
    }

    /** Waits on the calling thread, which counts as none, for the stage of the function that it has just called. */
    private void await(@Nullable CompletionStage<?> stage, String jobtype) throws Throwable {
        if (stage == null) {
            throw new NullPointerException(
                    "the asynchronous function of jobtype '" + jobtype + "' returned null, not a stage");
        }
        CompletableFuture<@Nullable Throwable> done = new CompletableFuture<>();
        stage.whenComplete((value, failure) -> done.complete(failure == null ? null : unwrapped(failure)));
        boolean signalled;
        lock.lock();
        try {
            awaited = stage;
            thread = null;
            Thread.interrupted(); // was meant for the function, and comes no more
            signalled = outcome != null;
        } finally {
            lock.unlock();
        }
        if (signalled) {
            cancel(stage);
        }
        Throwable failure = done.join();
        if (failure != null) {
            throw failure;
        }
    }

    private static Throwable unwrapped(Throwable failure) {
        Throwable inner = failure;
        while ((inner instanceof CompletionException || inner instanceof ExecutionException)
                && inner.getCause() != null) {
            inner = inner.getCause();
        }
        return inner;
    }

    private void cancel(CompletionStage<?> stage) {
        boolean may;
        lock.lock();
        try {
            may = interruptible;
        } finally {
            lock.unlock();
        }
        if (may && stage instanceof Future<?> future) {
            try {
                future.cancel(true);
            } catch (UnsupportedOperationException e) {
                // One that cannot be cancelled is that of a function that cleans up by itself.
            }
        }
    }

    private void begin(JobOptions options) {
        lock.lock();
        try {
            thread = Thread.currentThread();
            interruptible = options.interruptible();
            if (outcome != null) {
                interrupt();
            }
        } finally {
            lock.unlock();
        }
    }

    private JobOutcome end(JobOutcome byFunction) {
        lock.lock();
        try {
            thread = null;
            // What was meant for the function must not reach the test.
            Thread.interrupted();
            if (outcome == null) {
                outcome = byFunction;
            }
            return outcome;
        } finally {
            lock.unlock();
            ended.countDown();
        }
    }

    /**
     * Fires the signal and interrupts the function's thread, unless it has ended or was interrupted before. The
     * signal's callbacks run on the calling thread, and what one throws is thrown to the caller.
     *
     * @param caller where the calling thread is, in case that the function fires its own signal
     * @return whether this settled the job
     */
    public boolean fire(CancellationReason reason, StackTraceElement[] caller) {
        Runnable callbacks;
        CompletionStage<?> stage;
        lock.lock();
        try {
            if (outcome != null) {
                return false;
            }
            stage = awaited;
            outcome = stage == null
                    ? Fail.of(reason, stack(caller), InlineRun.class)
                    : Fail.awaiting(
                            reason,
                            "waits asynchronously for " + stage.getClass().getName());
            // Taken before the interrupt, as a function that ends by it takes its callbacks back.
            callbacks = signal.fire(reason);
            interrupt();
        } finally {
            lock.unlock();
        }
        callbacks.run();
        if (stage != null) {
            cancel(stage);
        }
        return true;
    }

    @GuardedBy("lock")
    private StackTraceElement @Nullable [] stack(StackTraceElement[] caller) {
        if (thread == null) {
            return null;
        }
        return thread == Thread.currentThread() ? caller : thread.getStackTrace();
    }

    @GuardedBy("lock")
    private void interrupt() {
        if (thread != null && interruptible && !told) {
            interrupted = true;
            thread.interrupt();
        }
    }

    /** The function has seen its signal, so that the interrupt has nothing left to say. */
    private void told() {
        lock.lock();
        try {
            if (thread == Thread.currentThread()) {
                told = true;
                if (interrupted) {
                    Thread.interrupted();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the function has ended; an AssertionError shows what it does if that takes too long. */
    public JobOutcome await(Duration limit) {
        try {
            if (!ended.await(TimeUnit.NANOSECONDS.convert(limit), TimeUnit.NANOSECONDS)) {
                throw new AssertionError("the function has not ended within " + limit.toMillis() + " ms; " + doing());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for the end of the function", e);
        }
        lock.lock();
        try {
            return Objects.requireNonNull(outcome, "outcome");
        } finally {
            lock.unlock();
        }
    }

    private String doing() {
        lock.lock();
        try {
            if (awaited != null) {
                return "it waits asynchronously for " + awaited.getClass().getName();
            }
            return thread == null ? "it does not run" : "it is at " + Arrays.toString(thread.getStackTrace());
        } finally {
            lock.unlock();
        }
    }
}
