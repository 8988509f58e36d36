package dev.millwright.worker.internal.job;

import dev.millwright.worker.CancelRequest;
import dev.millwright.worker.CancellationReason;
import dev.millwright.worker.CancellationSource;
import dev.millwright.worker.Job;
import dev.millwright.worker.JobOutcome;
import dev.millwright.worker.JobOutcome.Discard;
import dev.millwright.worker.JobOutcome.Fail;
import dev.millwright.worker.RunningJob;
import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.internal.config.WorkerSettings;
import dev.millwright.worker.internal.platform.Guard;
import dev.millwright.worker.internal.platform.SafeLogger;
import dev.millwright.worker.internal.report.Listeners;
import dev.millwright.worker.internal.report.LogFields;
import dev.millwright.worker.internal.report.Outbox;
import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** Decides whose signal fires, for a shutdown, a deadline or a cancel, and what becomes of the job. Any thread. */
public final class Interruptions implements CancellationSource.Target {
    private static final Logger LOG = SafeLogger.of(Interruptions.class);

    /**
     * How long the FAIL of an interrupted job waits for its function to notice. A function that obeys
     * has then ended before anybody else can be given the job; one that does not is FAILed all the same.
     */
    static final Duration REACTION = Duration.ofMillis(100);

    private final ActiveJobs active;
    private final JobRunner runner;
    private final WorkerClock clock;
    private final Listeners listeners;
    private final PendingWork pending;
    private final LogFields fields;
    private final CallbackThreads callbackThreads;
    private final DeadlineMargin deadlineMargin;
    private final @Nullable Requeues requeues;
    private final WriteOffs writeOffs;
    private final AtomicInteger byShutdown = new AtomicInteger();
    private volatile boolean shuttingDown;

    public Interruptions(
            WorkerSettings settings,
            ActiveJobs active,
            JobRunner runner,
            Listeners listeners,
            Outbox outbox,
            PendingWork pending,
            LogFields fields) {
        this.active = active;
        this.runner = runner;
        this.clock = settings.clock();
        this.listeners = listeners;
        this.pending = pending;
        this.fields = fields;
        this.callbackThreads = new CallbackThreads(clock, pending);
        this.deadlineMargin = new DeadlineMargin(settings.deadlineMargin());
        this.writeOffs = new WriteOffs(settings, active);
        this.requeues = settings.requeueInterrupted() ? new Requeues(clock, outbox) : null;
    }

    /** A job has come in. Called after it was added: then either this or {@link #interruptAll} sees the other. */
    void accepted(ActiveJob job) {
        if (shuttingDown) {
            interruptByShutdown(job);
        }
    }

    /** Interrupts all jobs that run, and from now on every job that still comes in. */
    public void interruptAll() {
        shuttingDown = true;
        active.forEach(this::interruptByShutdown);
    }

    /** Looks after what is held up by functions and callbacks. To be called once a second. */
    public void sweep() {
        interruptOverdue();
        callbackThreads.sweep();
        writeOffs.sweep();
    }

    /** How many jobs a shutdown has interrupted. */
    public int byShutdown() {
        return byShutdown.get();
    }

    /** Interrupts the jobs whose reservations are about to run out. */
    private void interruptOverdue() {
        if (!deadlineMargin.isOn()) {
            return;
        }
        long now = clock.nanoTime();
        active.forEach(job -> {
            if (now - deadlineMargin.lastNanos(job) >= 0) {
                interrupt(job, Interruption.DEADLINE, fail -> fail, () -> {});
            }
        });
    }

    @Override
    public boolean cancel(String jid) {
        return cancel(jid, Interruption.CANCEL, false);
    }

    @Override
    public boolean discard(String jid) {
        return cancel(jid, Interruption.CANCEL, true);
    }

    /** Like the others, with what is said of it. */
    public boolean cancel(String jid, CancelRequest request) {
        return cancel(jid, Interruption.cancel(request), request.discard());
    }

    /** True only if it becomes of the job what was asked for, which an earlier order may have decided otherwise. */
    private boolean cancel(String jid, Interruption why, boolean discard) {
        Objects.requireNonNull(jid, "jid");
        Class<? extends JobOutcome> wanted = discard ? Discard.class : Fail.class;
        boolean cancelled = false;
        for (ActiveJob job : active.all()) {
            if (job.jid().equals(jid)) {
                cancel(job, why, discard, () -> {});
                ActiveJob.Settled settled = job.settled();
                cancelled |= settled != null
                        && settled.reason() == CancellationReason.CANCELLED
                        && wanted.isInstance(settled.outcome());
            }
        }
        return cancelled;
    }

    /**
     * Cancels one job.
     *
     * @param whenSettled told at once if this call settles the job: before anybody else hears of it, who may block
     */
    void cancel(ActiveJob job, CancelRequest request, Runnable whenSettled) {
        cancel(job, Interruption.cancel(request), request.discard(), whenSettled);
    }

    private void cancel(ActiveJob job, Interruption why, boolean discard, Runnable whenSettled) {
        interrupt(job, why, fail -> discard ? Discard.INSTANCE : fail, whenSettled);
    }

    @Override
    public Collection<RunningJob> runningJobs() {
        return active.running();
    }

    private void interruptByShutdown(ActiveJob job) {
        interrupt(
                job,
                Interruption.SHUTDOWN,
                fail -> requeues == null ? fail : requeues.requeue(job, Duration.ZERO, fail),
                byShutdown::incrementAndGet);
    }

    private void interrupt(ActiveJob job, Interruption why, Function<Fail, JobOutcome> outcome, Runnable whenSettled) {
        // One job's trouble must not keep a stop from the others.
        Guard.run(() -> interruptUnguarded(job, why, outcome, whenSettled), LOG, "a job could not be interrupted");
    }

    private void interruptUnguarded(
            ActiveJob job, Interruption why, Function<Fail, JobOutcome> outcome, Runnable whenSettled) {
        Job fetched = job.job();
        Runnable beforeInterrupt = () -> {
            whenSettled.run();
            clock.schedule(() -> active.report(job), REACTION);
            writeOffs.signalled(job, why.reason());
            fields.with(fetched, () -> log(fetched, why));
            listeners.tellAside(listener -> listener.onJobSignalled(job, why.reason()));
        };
        // The function can end before the callbacks have a thread: a stop waits for them all the same.
        PendingWork.Token token = pending.begin();
        try {
            boolean interrupted = job.interrupt(
                    why,
                    outcome,
                    runner.interruptible(fetched),
                    beforeInterrupt,
                    callbacks -> callbackThreads.run(fetched.jid(), callbacks));
            if (interrupted && job.isOver()) {
                active.report(job); // it waited for its next try: no function is to notice
            }
        } finally {
            token.end();
        }
    }

    private void log(Job job, Interruption why) {
        if (why.reason() == CancellationReason.SHUTDOWN && job.retry() == 0 && requeues == null) {
            LOG.warn("job {} is interrupted: {}; it has retry 0, so it is gone", job, why.description());
        } else {
            LOG.warn("job {} is interrupted: {}", job, why.description());
        }
    }
}
