package dev.millwright.worker.internal.job;

import dev.millwright.worker.CancellationReason;
import dev.millwright.worker.CancellationSource;
import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.Job;
import dev.millwright.worker.JobOutcome;
import dev.millwright.worker.JobOutcome.Discard;
import dev.millwright.worker.JobOutcome.Fail;
import dev.millwright.worker.RunningJob;
import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.internal.config.WorkerSettings;
import dev.millwright.worker.internal.platform.Guard;
import dev.millwright.worker.internal.platform.SafeLogger;
import dev.millwright.worker.internal.protocol.JobCodec;
import dev.millwright.worker.internal.protocol.JobFormatException;
import dev.millwright.worker.internal.report.Listeners;
import dev.millwright.worker.internal.report.Outbox;
import dev.millwright.worker.internal.report.Report;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * All jobs between their fetch and the end of their functions: takes them in, has them run, interrupts
 * them, and sees to it that each is reported once. Any thread.
 */
public final class ActiveJobs implements CancellationSource.Target {
    private static final Logger LOG = SafeLogger.of(ActiveJobs.class);

    /**
     * How long the FAIL of an interrupted job waits for its function to notice. A function that obeys
     * has then ended before anybody else can be given the job; one that does not is FAILed all the same.
     */
    static final Duration REACTION = Duration.ofMillis(100);

    /** Less would leave no time to notice (1 s), to react, and to have the FAIL arrive before the end. */
    private static final long MIN_MARGIN_NANOS = Duration.ofSeconds(4).toNanos();

    private final WorkerClock clock;
    private final Listeners listeners;
    private final JobRunner runner;
    private final Outbox outbox;
    private final CallbackThreads callbackThreads;
    private final FaktoryClient client;
    private final Duration deadlineMargin;
    private final @Nullable Requeues requeues;
    // A set and not a map by jid: the server can hand out a jid again while its first run still goes on.
    private final Set<ActiveJob> active = ConcurrentHashMap.newKeySet();
    private final AtomicInteger interruptedByShutdown = new AtomicInteger();
    private volatile boolean shuttingDown;

    public ActiveJobs(
            WorkerSettings settings,
            Listeners listeners,
            JobRunner runner,
            Outbox outbox,
            PendingWork pending,
            FaktoryClient client) {
        this.clock = settings.clock();
        this.listeners = listeners;
        this.runner = runner;
        this.outbox = outbox;
        this.callbackThreads = new CallbackThreads(clock, pending);
        this.client = client;
        this.deadlineMargin = settings.deadlineMargin();
        this.requeues = settings.requeueInterrupted() ? new Requeues(clock, outbox) : null;
    }

    /**
     * Takes in what a FETCH brought. A job that cannot be read is reported here. Never throws.
     *
     * @return the job to run, or null if there is none
     */
    @Nullable
    public ActiveJob accept(byte[] json, String pool, long fetchedNanos) {
        try {
            return accepted(JobCodec.decode(json), pool, fetchedNanos);
        } catch (JobFormatException e) {
            refuseUnreadable(e, pool, fetchedNanos);
        } catch (Throwable e) { // too large for the heap, or nested too deeply for the stack
            LOG.error(
                    "a fetched job of {} bytes cannot be taken in; the server keeps it reserved and hands it out again"
                            + " when its reservation runs out",
                    json.length,
                    e);
        }
        return null;
    }

    private ActiveJob accepted(Job job, String pool, long fetchedNanos) {
        ActiveJob fetched = activeJob(job, pool, fetchedNanos);
        active.add(fetched);
        if (shuttingDown) {
            // Looked at after the job was added: then either this or interruptAll() sees the other.
            interruptByShutdown(fetched);
        }
        return fetched;
    }

    private ActiveJob activeJob(Job job, String pool, long fetchedNanos) {
        return new ActiveJob(job, pool, client, clock.instant(), clock.nanoTime(), fetchedNanos);
    }

    private void refuseUnreadable(JobFormatException e, String pool, long fetchedNanos) {
        String jid = e.jid();
        if (jid == null) {
            LOG.error("a fetched job cannot be read and has no jid to FAIL it by: {}", e.getMessage());
            return;
        }
        LOG.error("job {} cannot be read and is FAILed: {}", jid, e.getMessage());
        ActiveJob unreadable = activeJob(Job.received("(unreadable)").jid(jid).build(), pool, fetchedNanos);
        active.add(unreadable);
        runner.refuse(unreadable, new Fail("JobFormatError", String.valueOf(e.getMessage()), List.of()));
        Report report = end(unreadable, unreadable.end(null));
        if (report != null) {
            outbox.add(report);
        }
    }

    /** How long a job is going to take, as far as its type lets one guess. */
    public long expectedNanos(ActiveJob job) {
        return runner.expectedNanos(job.job());
    }

    /** This job takes long already: jobs of its type are not expected to be short for a while. */
    public void expectLong(ActiveJob job) {
        runner.expectLong(job.job());
    }

    /**
     * Runs a job on the calling thread. Never throws.
     *
     * @return its report, or null if that has been sent already
     */
    @Nullable
    public Report run(ActiveJob job) {
        ActiveJob.Settled settled;
        try {
            settled = runner.run(job);
        } catch (Throwable e) { // no memory, for instance, for what is done around the function
            LOG.error("running job {} failed outside its function", job.job(), e);
            settled = job.end(e);
        }
        return end(job, settled);
    }

    /** FAILs a job that no thread could be found for. Never throws. */
    @Nullable
    public Report refuse(ActiveJob job, Throwable cause) {
        LOG.error("job {} is FAILed: the executor refused it", job.job(), cause);
        runner.refuse(job, Backtrace.fail(cause));
        return end(job, job.end(null));
    }

    /** A job that was interrupted before it began, and has been reported. */
    public void forget(ActiveJob job) {
        active.remove(job);
    }

    private @Nullable Report end(ActiveJob job, ActiveJob.Settled settled) {
        List<Report> report = new ArrayList<>(1);
        if (reportOnce(job, settled, report::add)) {
            // After that: a stop that does not find the job here any more finds its report.
            active.remove(job);
        }
        return report.isEmpty() ? null : report.get(0);
    }

    /** False if the report could not be made: the job then stays in the list, and the next sweep tries again. */
    private boolean reportOnce(ActiveJob job, ActiveJob.Settled settled, Consumer<Report> consumer) {
        AtomicBoolean made = new AtomicBoolean();
        boolean done = Guard.run(
                () -> job.reportOnce(() -> {
                    consumer.accept(outbox.report(job.job(), settled.outcome(), job.deadlineNanos()));
                    made.set(true);
                }),
                LOG,
                "a job cannot be reported now, it is tried again soon");
        if (made.get() && settled.outcome() instanceof Fail fail && isLast(job.job(), fail)) {
            listeners.tell(listener -> listener.onRetriesExhausted(job.job(), fail));
        }
        return done;
    }

    /** Whether the server is not going to retry it, by the rule of its {@code processFailure}. */
    private static boolean isLast(Job job, Fail fail) {
        return fail.kill() || job.attempt() > job.retry();
    }

    private void interrupt(ActiveJob job, CancellationReason reason) {
        interrupt(job, reason, fail -> fail);
    }

    private void interruptByShutdown(ActiveJob job) {
        interrupt(job, CancellationReason.SHUTDOWN, fail -> requeues == null ? fail : requeues.of(job, fail));
    }

    private void interrupt(ActiveJob job, CancellationReason reason, Function<Fail, JobOutcome> outcome) {
        // One job's trouble must not keep a stop from the others.
        Guard.run(() -> interruptUnguarded(job, reason, outcome), LOG, "a job could not be interrupted");
    }

    private void interruptUnguarded(ActiveJob job, CancellationReason reason, Function<Fail, JobOutcome> outcome) {
        Job fetched = job.job();
        Runnable beforeInterrupt = () -> {
            if (reason == CancellationReason.SHUTDOWN) {
                interruptedByShutdown.incrementAndGet();
            }
            clock.schedule(() -> report(job), REACTION);
            logInterrupt(fetched, reason);
            listeners.tell(listener -> listener.onJobSignalled(job, reason));
        };
        job.interrupt(
                reason,
                outcome,
                runner.interruptible(fetched),
                beforeInterrupt,
                callbacks -> callbackThreads.run(fetched.jid(), callbacks));
    }

    private void logInterrupt(Job job, CancellationReason reason) {
        if (reason == CancellationReason.SHUTDOWN && job.retry() == 0 && requeues == null) {
            LOG.warn("job {} is interrupted: {}; it has retry 0, so it is gone", job, reason.description());
        } else {
            LOG.warn("job {} is interrupted: {}", job, reason.description());
        }
    }

    /** Reports a job whose outcome stands, unless that has been done; what waits for a thread waits no more. */
    private void report(ActiveJob job) {
        ActiveJob.Settled settled = job.settled();
        if (settled != null && reportOnce(job, settled, outbox::add)) {
            if (job.isOver()) {
                active.remove(job);
            }
            job.endIfItNeverBegan();
        }
    }

    /** Reports all jobs that were interrupted and whose functions have not ended, without waiting any longer. */
    public void reportInterrupted() {
        active.forEach(this::report);
    }

    /**
     * To be called once a second. Interrupts the jobs whose reservations are about to run out, and reports those
     * whose outcome has stood for a while: their threads are held up by a listener or by the log.
     */
    public void sweep() {
        for (ActiveJob job : active) {
            if (job.isSettledSinceLastSweep()) {
                report(job);
            }
        }
        interruptOverdue();
    }

    /** Interrupts all jobs that run, and from now on every job that still comes in. */
    public void interruptAll() {
        shuttingDown = true;
        active.forEach(this::interruptByShutdown);
    }

    private void interruptOverdue() {
        if (deadlineMargin.isZero()) {
            return;
        }
        long now = clock.nanoTime();
        for (ActiveJob job : active) {
            long margin = Math.min(
                    Math.max(deadlineMargin.toNanos(), MIN_MARGIN_NANOS),
                    job.job().reserveFor().toNanos() / 2);
            if (now - (job.deadlineNanos() - margin) >= 0) {
                interrupt(job, CancellationReason.DEADLINE);
            }
        }
    }

    /**
     * To be called by a thread that has just noticed an interrupt. True if that came from the signal of the job
     * which it runs, and therefore is over.
     */
    public boolean interruptHasBeenSeen() {
        return active.stream().anyMatch(ActiveJob::interruptHasBeenSeen);
    }

    public int interruptedByShutdown() {
        return interruptedByShutdown.get();
    }

    /** How many jobs of a pool have been fetched and not ended. */
    public int count(String pool) {
        int count = 0;
        for (ActiveJob job : active) {
            if (job.pool().equals(pool)) {
                count++;
            }
        }
        return count;
    }

    /** A snapshot of jobs whose functions have not ended. */
    public List<ActiveJob> active() {
        return List.copyOf(active);
    }

    @Override
    public boolean cancel(String jid) {
        return cancel(jid, fail -> fail);
    }

    @Override
    public boolean discard(String jid) {
        return cancel(jid, fail -> Discard.INSTANCE);
    }

    private boolean cancel(String jid, Function<Fail, JobOutcome> outcome) {
        boolean cancelled = false;
        for (ActiveJob job : active) {
            if (job.jid().equals(jid)) {
                interrupt(job, CancellationReason.CANCELLED, outcome);
                ActiveJob.Settled settled = job.settled();
                cancelled |= settled != null && settled.reason() == CancellationReason.CANCELLED;
            }
        }
        return cancelled;
    }

    @Override
    public Collection<RunningJob> runningJobs() {
        long now = clock.nanoTime();
        List<RunningJob> jobs = new ArrayList<>();
        for (ActiveJob job : active) {
            RunningJob look = job.look(now);
            if (look != null) {
                jobs.add(look);
            }
        }
        return jobs;
    }
}
