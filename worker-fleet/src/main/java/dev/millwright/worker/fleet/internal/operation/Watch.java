package dev.millwright.worker.fleet.internal.operation;

import dev.millwright.worker.Admission;
import dev.millwright.worker.CancelAllOptions;
import dev.millwright.worker.CancelOperation;
import dev.millwright.worker.CancelRequest;
import dev.millwright.worker.Job;
import dev.millwright.worker.JobContext;
import dev.millwright.worker.RunningJob;
import dev.millwright.worker.WorkerFacts;
import dev.millwright.worker.WorkerView;
import dev.millwright.worker.fleet.internal.store.Counts;
import dev.millwright.worker.fleet.internal.store.Operation;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One operation as one worker applies it: first to the jobs that the worker holds, by a cancel of its own (the pass), and to
 * those that come in from then on, where they are admitted. Any thread.
 *
 * <p>A job that is fetched meanwhile must be met once. It is known to the worker before it is admitted, and the watch stands
 * where jobs are admitted before the pass looks which jobs there are. So each job is in the pass, or finds the watch, or both:
 * that is why one that finds the watch while the pass goes on waits for its end. If the pass had it, it is cancelled by then.
 */
final class Watch {
    /** Jobs wait no longer for a pass that is held up: they are met at once then, and some may be counted twice. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    /** What a hand has written into the store may be more than nanoseconds can say. */
    private static final Duration LONGEST_LIFE = Duration.ofDays(3_650);

    /** The worker must not look at its own clock for what the store's has decided. */
    private static final Duration ANY_TIME = Duration.ofDays(36_500);

    private final Operation operation;
    private final CancelOrder order;
    private final WorkerView worker;
    private final WorkerFacts facts;
    private final Reach reach;
    private final long expiresNanos;
    private final String reason;
    private final AtomicLong met = new AtomicLong();
    private final AtomicLong overtaken = new AtomicLong();
    private final CompletableFuture<Void> passed = new CompletableFuture<>();

    /** Held while the pass looks which jobs there are. */
    private final ReentrantLock looking = new ReentrantLock();

    private volatile @Nullable Pass pass;
    private volatile boolean ended;
    private volatile @Nullable Counts written;

    /**
     * The cancel of what the worker held.
     *
     * @param cancel its jobs, and what became of them
     * @param at before it looked which jobs there are
     */
    private record Pass(CancelOperation cancel, Instant at) {}

    /**
     * Of an operation that is open.
     *
     * @param now the store's time, which it was not before {@code nowNanos} here
     */
    Watch(Operation operation, CancelOrder order, WorkerView worker, WorkerFacts facts, Instant now, long nowNanos) {
        this.operation = operation;
        this.order = order;
        this.worker = worker;
        this.facts = facts;
        this.reach = Reach.of(order.filter(), operation.cutoff(), facts);
        Duration left = Duration.between(now, operation.expires());
        this.expiresNanos = nowNanos + (left.compareTo(LONGEST_LIFE) < 0 ? left : LONGEST_LIFE).toNanos();
        this.reason = words(order.request(), operation.id());
    }

    private static String words(CancelRequest request, String id) {
        String why = request.reason().isEmpty() ? "operation " + id + " of its group" : request.reason();
        return request.by().isEmpty() ? why : why + " (by " + request.by() + ")";
    }

    Operation operation() {
        return operation;
    }

    Reach reach() {
        return reach;
    }

    /** Whether jobs that are admitted are to be compared with it. */
    boolean meetsJobs() {
        return reach.waitingJobs() && !order.dryRun() && !ended;
    }

    /** Whether it has to do with jobs that run now and throw; from before the pass begins until it is over. */
    boolean isPassing() {
        return !passed.isDone() && !order.dryRun() && !ended;
    }

    boolean hasPass() {
        return pass != null;
    }

    /**
     * Cancels what the worker holds. To be called aside, once the watch stands where jobs are admitted; again only if it has thrown.
     *
     * @param aside runs what must not be run where a cancel ends
     * @param whenPassed told once the pass is over
     */
    void begin(Executor aside, Runnable whenPassed) {
        CancelOperation cancel = look();
        if (cancel.progress().state() != CancelOperation.State.OPEN) {
            passed.complete(null);
            return;
        }
        cancel.toCompletableFuture().whenComplete((progress, failure) -> goOn(aside, whenPassed));
        worker.clock().schedule(() -> goOn(aside, () -> {}), LONGEST_WAIT);
    }

    private CancelOperation look() {
        CancelAllOptions options = CancelAllOptions.DEFAULT
                .withRequest(order.request())
                .withTolerance(ANY_TIME)
                .withWorker(facts);
        looking.lock();
        try {
            Instant now = worker.clock().instant();
            // Counted first: most workers hold none, and the log need not hear of that.
            CancelOperation cancel = worker.cancelAll(reach.filter(), options.withDryRun(true));
            if (!order.dryRun() && cancel.progress().matched() > 0) {
                cancel = worker.cancelAll(reach.filter(), options);
            }
            pass = new Pass(cancel, now);
            return cancel;
        } finally {
            looking.unlock();
        }
    }

    private void goOn(Executor aside, Runnable whenPassed) {
        try {
            aside.execute(() -> {
                passed.complete(null);
                whenPassed.run();
            });
        } catch (RuntimeException e) { // the worker has closed
            passed.complete(null);
        }
    }

    /** Whether a job fits that has not begun, and is to be met. */
    boolean fits(Job job, Instant createdAt) {
        return createdAt.isBefore(reach.before())
                && !ended
                && reach.filter().matches(job, null, facts)
                && !isExpired(worker.clock().nanoTime());
    }

    /** Completes once a job that fits can be met: the pass is over. */
    CompletableFuture<Void> passed() {
        return passed;
    }

    /** What becomes of a job that fits. */
    Admission meet(JobContext context) {
        // One whose signal has fired was in the pass, or somebody else has cancelled it: it is not run anyway.
        if (context.signal().isCancelled()) {
            return Admission.run();
        }
        met.incrementAndGet();
        return order.request().discard() ? Admission.discard() : Admission.cancel(reason);
    }

    /**
     * A job has thrown while the pass goes on. If that has it and its turn has not come, it is cancelled now: else it would be
     * FAILed and tried again.
     *
     * @return whether it is cancelled
     */
    @SuppressWarnings("ReferenceEquality") // of all requests alike, this one says who was first
    boolean overtake(JobContext context) {
        Pass now = isPassing() ? looked() : null;
        if (now == null) {
            return false;
        }
        RunningJob running = running(context).orElse(null);
        if (running == null || !isInPass(running, now)) {
            return false;
        }
        CancelRequest ours = new CancelRequest(
                order.request().discard(),
                order.request().reason(),
                order.request().by());
        worker.cancel(context.jid(), ours);
        if (running(context).flatMap(RunningJob::cancelRequest).orElse(null) != ours) {
            return false; // the pass has it, or its signal has fired otherwise
        }
        overtaken.incrementAndGet();
        return true;
    }

    /** The pass; one that looks just now is waited for, as it may have the job that has thrown. */
    private @Nullable Pass looked() {
        looking.lock();
        try {
            return pass;
        } finally {
            looking.unlock();
        }
    }

    /** What came in later waits for the end of the pass where it is admitted, unless the filter is for running jobs only. */
    private boolean isInPass(RunningJob running, Pass now) {
        return (reach.waitingJobs() || !running.startedAt().isAfter(now.at()))
                && reach.filter().matches(running, facts);
    }

    @SuppressWarnings("ReferenceEquality") // a jid can be handed out again while its first run goes on
    private Optional<RunningJob> running(JobContext context) {
        return worker.runningJobs().stream()
                .filter(one -> one.job() == context.job())
                .findAny();
    }

    String reason() {
        return reason;
    }

    boolean isExpired(long nowNanos) {
        return expiresNanos - nowNanos <= 0;
    }

    boolean hasEnded() {
        return ended;
    }

    /** Cancels no more jobs: it was aborted, or its time is over. */
    void end(boolean aborted) {
        ended = true;
        Pass now = pass;
        if (now != null && aborted) {
            now.cancel().abort();
        }
    }

    /** What this worker has done so far. Until the pass is over the version is 0: nothing is acknowledged. */
    Counts counts() {
        Pass now = pass;
        long later = met.get();
        if (now == null) {
            return new Counts(0, later, later, 0, 0);
        }
        CancelOperation.Progress progress = now.cancel().progress();
        boolean applied = progress.state() != CancelOperation.State.OPEN;
        // The pass will find, or has found, those over that were cancelled out of their turn.
        long early = Math.min(overtaken.get(), progress.matched() - progress.cancelled());
        return new Counts(
                applied ? operation.version() : 0,
                progress.matched() + later,
                progress.cancelled() + early + later,
                Math.max(0, progress.alreadyOver() - early),
                progress.failed());
    }

    /** What is to be written; null if the store has it. */
    @Nullable
    Counts news() {
        Counts now = counts();
        return now.equals(written) ? null : now;
    }

    /** The store has this; null if that is not known any more. */
    void written(@Nullable Counts counts) {
        written = counts;
    }
}
