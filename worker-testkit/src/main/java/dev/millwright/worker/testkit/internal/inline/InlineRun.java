package dev.millwright.worker.testkit.internal.inline;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.millwright.worker.CancellationReason;
import dev.millwright.worker.CancellationSignal;
import dev.millwright.worker.JobContext;
import dev.millwright.worker.JobHandler;
import dev.millwright.worker.JobOptions;
import dev.millwright.worker.JobOutcome;
import dev.millwright.worker.JobOutcome.Ack;
import dev.millwright.worker.JobOutcome.Fail;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
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
    public JobOutcome call(JobHandler handler, JobContext context, JobOptions options) {
        begin(options);
        JobOutcome byFunction = Ack.INSTANCE;
        try {
            handler.run(context);
        } catch (Throwable t) {
            // An Error FAILs a job like anything else.
            thrown = t;
            byFunction = Fail.of(t, InlineRun.class);
        }
        return end(byFunction);
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
        lock.lock();
        try {
            if (outcome != null) {
                return false;
            }
            outcome = Fail.of(reason, stack(caller), InlineRun.class);
            // Taken before the interrupt, as a function that ends by it takes its callbacks back.
            callbacks = signal.fire(reason);
            interrupt();
        } finally {
            lock.unlock();
        }
        callbacks.run();
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
            return thread == null ? "it does not run" : "it is at " + Arrays.toString(thread.getStackTrace());
        } finally {
            lock.unlock();
        }
    }
}
