package dev.millwright.worker.internal.job;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.millwright.worker.CancelRequest;
import dev.millwright.worker.CancellationReason;
import dev.millwright.worker.CancellationSignal;
import dev.millwright.worker.Job;
import dev.millwright.worker.JobOutcome;
import dev.millwright.worker.JobOutcome.Fail;
import dev.millwright.worker.JobProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One fetched job from its start to its outcome: context, signal, deadline, and the latch that decides
 * once between the end of its function and the firing of its signal. Any thread.
 */
public final class ActiveJob extends TriedJob {
    /** What the latch holds: the outcome, and why it was interrupted if it was. */
    record Settled(JobOutcome outcome, @Nullable Interruption interruption) {
        @Nullable
        CancellationReason reason() {
            return interruption == null ? null : interruption.reason();
        }

        @Nullable
        CancelRequest request() {
            return interruption == null ? null : interruption.request();
        }
    }

    /** When the function was called. */
    record Began(Instant at, long nanos) {}

    private static final Settled ACK = new Settled(JobOutcome.Ack.INSTANCE, null);

    private volatile Signal signal;
    private final Instant acceptedAt;
    private final long acceptedNanos;
    private final long deadlineNanos;
    private final AtomicReference<@Nullable Settled> settled = new AtomicReference<>();
    private final ReentrantLock reportLock = new ReentrantLock();

    @GuardedBy("reportLock")
    private boolean reported;

    private final JobThread thread = new JobThread();
    private volatile @Nullable Began began;
    private volatile boolean over;
    private volatile @Nullable JobProgress progress;
    private final AtomicBoolean counted = new AtomicBoolean();
    private volatile boolean writtenOff;
    private boolean wasSettled; // confined to the sweep
    private volatile @Nullable RunEnd run;

    /**
     * Takes over a fetched job.
     *
     * @param fetchedNanos just before its FETCH was sent, when its reservation cannot have begun yet
     */
    ActiveJob(Job job, JobHome home, Instant now, long nowNanos, long fetchedNanos) {
        super(job, home);
        this.signal = new Signal(this);
        this.acceptedAt = now;
        this.acceptedNanos = nowNanos;
        this.deadlineNanos = fetchedNanos + job.reserveFor().toNanos();
    }

    @Override
    public CancellationSignal signal() {
        return signal;
    }

    @Override
    public Instant deadline() {
        return acceptedAt.plusNanos(deadlineNanos - acceptedNanos);
    }

    @Override
    public void progress(long done, long total, @Nullable String text) {
        JobProgress said = new JobProgress(done, total, text, home().clock().instant());
        if (began != null && !over) {
            progress = said;
            home().progressed(this, said);
        }
    }

    /** The end of the reservation on the monotonic clock. */
    long deadlineNanos() {
        return deadlineNanos;
    }

    /** When its FETCH was answered; it may have waited for a thread since. */
    public long acceptedNanos() {
        return acceptedNanos;
    }

    /** Sets where the run of this job ends that is about to begin. */
    public void runsWith(RunEnd end) {
        run = end;
    }

    /** Where its run ends; null if it has none, as it is refused where it was read. */
    @Nullable
    RunEnd run() {
        return run;
    }

    /**
     * The calling thread is about to call the function. False if the job was interrupted before it began, or somebody
     * else has put an end to its wait.
     */
    boolean begin(Instant now, long nowNanos) {
        Waiting before = waiting();
        if (before != null) {
            if (!before.end()) {
                return false;
            }
            signal = new Signal(this); // each try has its own: the last one's callbacks went with it
            progress = null;
            over = false;
        }
        began = new Began(now, nowNanos);
        thread.enter();
        return settled.get() == null;
    }

    /** When the function was called; null if it does not run. */
    @Nullable
    Instant startedAt() {
        Began then = began;
        return then == null || over ? null : then.at;
    }

    /** A run is over, or none comes any more, for the counts. Counts once, and not before the outcome stands. */
    public void countEnd() {
        Settled result = settled.get();
        if (result != null && counted.compareAndSet(false, true)) {
            home().counts().end(job(), result, began != null);
        }
    }

    /** Whether its function runs on without a slot. */
    boolean isWrittenOff() {
        return writtenOff;
    }

    void writtenOff(boolean now) {
        writtenOff = now;
    }

    /** How long ago the function was called; zero if it was not. */
    Duration running(long nowNanos) {
        Began then = began;
        return then == null ? Duration.ZERO : Duration.ofNanos(nowNanos - then.nanos);
    }

    /**
     * The function has returned (null) or thrown. Settles the job unless its signal came first, and
     * leaves the calling thread uninterrupted.
     *
     * @return what the server is to be told
     */
    Settled end(@Nullable Throwable failure) {
        Settled before = settled.get();
        return endWith(before != null ? before : failure == null ? ACK : new Settled(Backtrace.fail(failure), null));
    }

    /** Like {@link #end(Throwable)}, with another outcome. */
    Settled endWith(Settled outcome) {
        settle(outcome);
        over = true;
        thread.leave();
        Settled result = settled.get();
        if (result == null) {
            throw new AssertionError("settled above");
        }
        return result;
    }

    /** Its run is over, and it waits for the next one. The calling thread has run it, and is left uninterrupted. */
    void rest(Waiting wait) {
        waitsBy(wait);
        over = true;
        thread.leave();
    }

    /** Whether its outcome stood when this was asked before. To be called by the sweep alone. */
    boolean isSettledSinceLastSweep() {
        boolean before = wasSettled;
        wasSettled = settled.get() != null;
        return before;
    }

    /** Whether its function has ended. */
    boolean isOver() {
        return over;
    }

    @Override
    public Executor executor() {
        RunEnd own = run;
        if (own == null) {
            throw new IllegalStateException("job " + job() + " has not begun");
        }
        Executor threads = own.continuations().executor();
        return task -> threads.execute(new JobCode(this, task));
    }

    /** What its function waits for; null if it is not an asynchronous one, or has not been called. */
    @Nullable
    StageWait awaited() {
        return signal.awaited();
    }

    /** It is about to call its asynchronous function. */
    void awaits(StageWait wait) {
        signal.awaits(wait);
    }

    /** The calling thread, which has called its function, is not the job's any more. */
    void leaveThread() {
        thread.leave();
    }

    /** Whether its signal has fired; nobody is told by this. */
    boolean isSignalled() {
        return signal.hasFired();
    }

    /** Its function is done, unless its signal came first. What follows from that comes later. */
    void done() {
        settle(ACK);
    }

    /** The calling thread has seen the signal. Called by the signal once it has fired. */
    void told() {
        thread.tell();
    }

    /** Whether the calling thread is this job's and has been interrupted by its signal; that interrupt is over then. */
    boolean interruptHasBeenSeen() {
        return signal.hasFired() && thread.tell();
    }

    boolean isRunByThisThread() {
        return thread.now().filter(runner -> runner == Thread.currentThread()).isPresent();
    }

    /** Settles a job whose function is not called, or not called again. False if it is settled already. */
    boolean settle(Settled outcome) {
        return settled.compareAndSet(null, outcome);
    }

    /**
     * Fires the signal and interrupts the thread, or cancels the stage, unless the job is settled already. From here on the
     * job cannot be done any more; the backtrace is what its thread is doing now.
     *
     * @param outcome what the server is told, made of the FAIL that an interrupted job normally gets
     * @param beforeInterrupt told once it is certain that this call settled the job
     * @param interruptThread whether the function is one that may be interrupted; an asynchronous one, cancelled
     * @param callbackRunner runs what is the user's elsewhere: the signal's callbacks, and the cancelling of a stage, which
     *     need not wait for each other; called before the interrupt, as the function can end at once after that
     * @return whether this call settled the job
     */
    boolean interrupt(
            Interruption why,
            Function<Fail, JobOutcome> outcome,
            boolean interruptThread,
            Runnable beforeInterrupt,
            Consumer<Runnable> callbackRunner) {
        if (!settle(why, outcome)) {
            return false;
        }
        try {
            beforeInterrupt.run();
        } finally {
            // Whatever has been thrown: nobody else is going to tell this job.
            Signal.Fired fired = signal.fire(why.reason());
            List<Runnable> own = new ArrayList<>(fired.own());
            StageWait wait = interruptThread ? signal.awaited() : null;
            if (wait != null && wait.hasStage()) {
                own.add(wait::cancel);
            }
            for (List<Runnable> those : List.of(own, fired.callbacks())) {
                if (!those.isEmpty()) {
                    callbackRunner.accept(() -> those.forEach(Runnable::run));
                }
            }
            if (interruptThread) {
                thread.interrupt();
            }
        }
        return true;
    }

    private boolean settle(Interruption why, Function<Fail, JobOutcome> outcome) {
        return thread.lookingAt(stack -> {
            if (settled.get() != null) {
                return false;
            }
            JobOutcome decided = outcome.apply(interrupted(why, stack.orElse(null)));
            return settled.compareAndSet(null, new Settled(decided, why));
        });
    }

    /** The FAIL of an interrupt, by what the job does now. */
    private Fail interrupted(Interruption why, StackTraceElement @Nullable [] stack) {
        Waiting wait = stack == null && isWaiting() ? waiting() : null;
        if (wait != null) {
            return wait.interrupted(why);
        }
        StageWait stage = stack == null ? signal.awaited() : null;
        return stage != null ? Backtrace.awaiting(why, stage.description()) : Backtrace.interrupted(why, stack);
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

    /** When its function was called; null if it was not. */
    @Nullable
    Began began() {
        return began;
    }

    /** The last that it said of itself. */
    Optional<JobProgress> progress() {
        return Optional.ofNullable(progress);
    }

    /** The thread that runs its function; empty if none does. */
    Optional<Thread> thread() {
        return thread.now();
    }
}
