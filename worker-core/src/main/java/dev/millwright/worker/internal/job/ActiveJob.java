package dev.millwright.worker.internal.job;

import dev.millwright.worker.CancellationReason;
import dev.millwright.worker.CancellationSignal;
import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.Job;
import dev.millwright.worker.JobContext;
import dev.millwright.worker.JobOutcome;
import dev.millwright.worker.JobOutcome.Fail;
import dev.millwright.worker.RunningJob;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One fetched job from its start to its outcome: context, signal, deadline, and the latch that decides
 * once between the end of its function and the firing of its signal. Any thread.
 */
public final class ActiveJob implements JobContext {
    /** What the latch holds: the outcome, and why it was interrupted if it was. */
    record Settled(JobOutcome outcome, @Nullable CancellationReason reason) {}

    private static final Settled ACK = new Settled(JobOutcome.Ack.INSTANCE, null);

    private final Job job;
    private final String pool;
    private final FaktoryClient client;
    private final Signal signal;
    private final Instant startedAt;
    private final long startedNanos;
    private final long deadlineNanos;
    private final AtomicReference<@Nullable Settled> settled = new AtomicReference<>();
    private final ReentrantLock reportLock = new ReentrantLock();
    private boolean reported; // guarded by reportLock
    // Guards thread: nobody may be interrupted for a job that it no longer runs.
    private final ReentrantLock threadLock = new ReentrantLock();
    private @Nullable Thread thread;
    private boolean interrupted; // guarded by threadLock
    private boolean told; // guarded by threadLock
    private boolean over; // guarded by threadLock
    private boolean wasSettled; // confined to the sweep
    private volatile Runnable whenItNeverBegins = () -> {};

    /**
     * Takes over a fetched job.
     *
     * @param fetchedNanos just before its FETCH was sent, when its reservation cannot have begun yet
     */
    ActiveJob(Job job, String pool, FaktoryClient client, Instant now, long nowNanos, long fetchedNanos) {
        this.job = job;
        this.pool = pool;
        this.client = client;
        this.signal = new Signal(job.jid(), this::told);
        this.startedAt = now;
        this.startedNanos = nowNanos;
        this.deadlineNanos = fetchedNanos + job.reserveFor().toNanos();
    }

    @Override
    public Job job() {
        return job;
    }

    @Override
    public CancellationSignal signal() {
        return signal;
    }

    @Override
    public FaktoryClient client() {
        return client;
    }

    @Override
    public Instant deadline() {
        return startedAt.plusNanos(deadlineNanos - startedNanos);
    }

    /** The name of its pool. */
    String pool() {
        return pool;
    }

    /** The end of the reservation on the monotonic clock. */
    long deadlineNanos() {
        return deadlineNanos;
    }

    public long startedNanos() {
        return startedNanos;
    }

    /** What gives back the slot of a job that was interrupted before it had a thread. Set once. */
    public void ifItNeverBegins(Runnable task) {
        whenItNeverBegins = task;
    }

    /** Gives the slot back if this job has not begun; it never will. */
    void endIfItNeverBegan() {
        whenItNeverBegins.run();
    }

    /** Names the thread that runs the function from now on. False if the job was interrupted before it began. */
    boolean begin(Thread runner) {
        threadLock.lock();
        try {
            thread = runner;
            return settled.get() == null;
        } finally {
            threadLock.unlock();
        }
    }

    /**
     * The function has returned (null) or thrown. Settles the job unless its signal came first, and
     * leaves the calling thread uninterrupted.
     *
     * @return what the server is to be told
     */
    Settled end(@Nullable Throwable failure) {
        if (settled.get() == null) {
            settled.compareAndSet(null, failure == null ? ACK : new Settled(Backtrace.fail(failure), null));
        }
        threadLock.lock();
        try {
            thread = null;
            over = true;
        } finally {
            threadLock.unlock();
        }
        // An interrupt that was meant for this job, or that its function left behind, ends with it.
        Thread.interrupted();
        Settled result = settled.get();
        if (result == null) {
            throw new AssertionError("settled above");
        }
        return result;
    }

    /** Whether its outcome stood when this was asked before. To be called by the sweep alone. */
    boolean isSettledSinceLastSweep() {
        boolean before = wasSettled;
        wasSettled = settled.get() != null;
        return before;
    }

    /** Whether its function has ended. */
    boolean isOver() {
        threadLock.lock();
        try {
            return over;
        } finally {
            threadLock.unlock();
        }
    }

    /**
     * The function has seen its signal. If it did so on the job's own thread, the interrupt has nothing left to say:
     * what is cleaned up from now on may block. Called by the signal once it has fired, on any thread.
     */
    private void told() {
        interruptHasBeenSeen();
    }

    /** Whether the calling thread is this job's and has been interrupted by its signal; that interrupt is over then. */
    boolean interruptHasBeenSeen() {
        threadLock.lock();
        try {
            if (thread != Thread.currentThread() || !signal.hasFired()) {
                return false;
            }
            told = true;
            if (interrupted) {
                Thread.interrupted();
            }
            return interrupted;
        } finally {
            threadLock.unlock();
        }
    }

    /** Settles a job whose function cannot be called at all. */
    void refuse(Fail outcome) {
        settled.compareAndSet(null, new Settled(outcome, null));
    }

    /**
     * Fires the signal and interrupts the thread, unless the job is settled already. From here on the
     * job cannot be done any more; the backtrace is what its thread is doing now.
     *
     * @param outcome what the server is told, made of the FAIL that an interrupted job normally gets
     * @param beforeInterrupt told once it is certain that this call settled the job
     * @param callbackRunner runs the signal's callbacks elsewhere; called before the interrupt, as the
     *     function can end at once after that
     * @return whether this call settled the job
     */
    boolean interrupt(
            CancellationReason reason,
            Function<Fail, JobOutcome> outcome,
            boolean interruptThread,
            Runnable beforeInterrupt,
            Consumer<Runnable> callbackRunner) {
        if (!settle(reason, outcome)) {
            return false;
        }
        beforeInterrupt.run();
        Runnable callbacks = signal.fire(reason);
        if (callbacks != null) {
            callbackRunner.accept(callbacks);
        }
        if (interruptThread) {
            threadLock.lock();
            try {
                if (thread != null && !told) {
                    interrupted = true;
                    thread.interrupt();
                }
            } finally {
                threadLock.unlock();
            }
        }
        return true;
    }

    private boolean settle(CancellationReason reason, Function<Fail, JobOutcome> outcome) {
        threadLock.lock();
        try {
            if (settled.get() != null) {
                return false;
            }
            // Under the lock, so that the stack is this job's and not that of the thread's next one.
            List<String> stack = thread == null ? List.of() : Backtrace.lines(thread.getStackTrace());
            String message = thread == null
                    ? reason.description() + "; the job had not begun"
                    : reason.description() + "; the backtrace is what the job was doing";
            boolean kill = reason == CancellationReason.CANCELLED;
            JobOutcome decided = outcome.apply(new Fail(reason.errtype(), message, stack, kill));
            return settled.compareAndSet(null, new Settled(decided, reason));
        } finally {
            threadLock.unlock();
        }
    }

    /**
     * Lets the first caller report this job. When a later caller returns, the first one has done so.
     *
     * @param report adds the report to the outbox
     */
    void reportOnce(Runnable report) {
        reportLock.lock();
        try {
            if (!reported) {
                report.run();
                reported = true; // not if it could not be made: then somebody tries again
            }
        } finally {
            reportLock.unlock();
        }
    }

    /** The outcome, null as long as it is open. */
    @Nullable
    Settled settled() {
        return settled.get();
    }

    /** A look at this job, null if its function has not begun or has ended. */
    @Nullable
    RunningJob look(long nowNanos) {
        threadLock.lock();
        try {
            return thread == null
                    ? null
                    : new RunningJob(
                            job,
                            pool,
                            startedAt,
                            Duration.ofNanos(nowNanos - startedNanos),
                            deadline(),
                            Optional.ofNullable(settled.get()).map(Settled::reason),
                            thread);
        } finally {
            threadLock.unlock();
        }
    }
}
