package dev.millwright.worker.internal.run;

import dev.millwright.worker.CancellationReason;
import dev.millwright.worker.CancellationSource;
import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.Job;
import dev.millwright.worker.JobOutcome;
import dev.millwright.worker.JobOutcome.Discard;
import dev.millwright.worker.JobOutcome.Fail;
import dev.millwright.worker.JobOutcome.Requeue;
import dev.millwright.worker.RunningJob;
import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.internal.platform.SafeLogger;
import dev.millwright.worker.internal.protocol.Commands;
import dev.millwright.worker.internal.protocol.JobCodec;
import dev.millwright.worker.internal.protocol.JobFormatException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * All jobs between their fetch and the end of their functions: takes them in, has them run, interrupts
 * them, and sees to it that each is reported once. Any thread.
 */
final class ActiveJobs implements CancellationSource.Target {
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
    private final Inflight inflight;
    private final FaktoryClient client;
    private final Duration deadlineMargin;
    private final boolean requeue;
    // A set and not a map by jid: the server can hand out a jid again while its first run still goes on.
    private final Set<ActiveJob> active = ConcurrentHashMap.newKeySet();
    private final AtomicInteger interruptedByShutdown = new AtomicInteger();
    private volatile boolean shuttingDown;

    ActiveJobs(
            WorkerConfig config,
            Listeners listeners,
            JobRunner runner,
            Outbox outbox,
            Inflight inflight,
            FaktoryClient client) {
        this.clock = config.clock;
        this.listeners = listeners;
        this.runner = runner;
        this.outbox = outbox;
        this.inflight = inflight;
        this.client = client;
        this.deadlineMargin = config.deadlineMargin;
        this.requeue = config.requeueInterrupted;
    }

    /**
     * Takes in what a FETCH brought. A job that cannot be read is reported here.
     *
     * @return the job to run, or null if there is none
     */
    @Nullable
    ActiveJob accept(byte[] json, Pool pool, long fetchedNanos) {
        Job job;
        try {
            job = JobCodec.decode(json);
        } catch (JobFormatException e) {
            refuseUnreadable(e, pool, fetchedNanos);
            return null;
        } catch (OutOfMemoryError | StackOverflowError e) {
            LOG.error(
                    "a fetched job of {} bytes is too large to be read; the server keeps it reserved", json.length, e);
            return null;
        }
        ActiveJob fetched = activeJob(job, pool, fetchedNanos);
        active.add(fetched);
        if (shuttingDown) {
            // Looked at after the job was added: then either this or interruptAll() sees the other.
            interruptByShutdown(fetched);
        }
        return fetched;
    }

    private ActiveJob activeJob(Job job, Pool pool, long fetchedNanos) {
        return new ActiveJob(job, pool, client, clock.instant(), clock.nanoTime(), fetchedNanos);
    }

    private void refuseUnreadable(JobFormatException e, Pool pool, long fetchedNanos) {
        String jid = e.jid();
        if (jid == null) {
            LOG.error("a fetched job cannot be read and has no jid to FAIL it by: {}", e.getMessage());
            return;
        }
        LOG.error("job {} cannot be read and is FAILed: {}", jid, e.getMessage());
        ActiveJob unreadable = activeJob(Job.builder("(unreadable)").jid(jid).build(), pool, fetchedNanos);
        refuse(unreadable, new Fail("JobFormatError", String.valueOf(e.getMessage()), List.of()));
        outbox.add(outbox.report(unreadable, unreadable.end(null)));
    }

    /** How long a job is going to take, as far as its type lets one guess. */
    long expectedNanos(ActiveJob job) {
        return runner.expectedNanos(job.job());
    }

    /** This job takes long already: jobs of its type are not expected to be short for a while. */
    void expectLong(ActiveJob job) {
        runner.expectLong(job.job());
    }

    /**
     * Runs a job on the calling thread. Never throws.
     *
     * @return its report, or null if that has been sent already
     */
    @Nullable
    Report run(ActiveJob job) {
        return end(job, runner.run(job));
    }

    private @Nullable Report end(ActiveJob job, ActiveJob.Settled settled) {
        Report report = reportFor(job, settled);
        // After that: a stop that does not find the job here any more finds its report.
        active.remove(job);
        return report;
    }

    private @Nullable Report reportFor(ActiveJob job, ActiveJob.Settled settled) {
        List<Report> report = new ArrayList<>(1);
        job.reportOnce(() -> report.add(outbox.report(job, settled)));
        return report.isEmpty() ? null : report.get(0);
    }

    /** FAILs a job that no thread could be found for. */
    @Nullable
    Report refuse(ActiveJob job, Throwable cause) {
        LOG.error("job {} is FAILed: the executor refused it", job.jid(), cause);
        refuse(job, Backtrace.fail(cause));
        return end(job, job.end(null));
    }

    private void refuse(ActiveJob job, Fail outcome) {
        job.refuse(outcome);
        listeners.tell(listener -> listener.onJobRefused(job.job(), outcome));
    }

    private void interrupt(ActiveJob job, CancellationReason reason) {
        interrupt(job, reason, fail -> fail);
    }

    private void interruptByShutdown(ActiveJob job) {
        interrupt(job, CancellationReason.SHUTDOWN, fail -> requeue ? requeued(job, fail) : fail);
    }

    /** Tries the PUSH, as not every job that can be fetched can be pushed: the server rounds large integers. */
    private JobOutcome requeued(ActiveJob active, Fail otherwise) {
        Job job = active.job();
        Instant at = serverTime(active).plus(Report.REQUEUE_DELAY);
        try {
            Commands.push(job, at);
        } catch (IllegalArgumentException e) {
            outbox.requeueRefused(job, String.valueOf(e.getMessage()));
            return otherwise;
        }
        return new Requeue(at, otherwise);
    }

    /**
     * What time it is at least by the server's clock, which has stamped the job. If ours is slow, a PUSH for
     * later would otherwise be one for now, and the ACK would hit the job's next run.
     */
    private Instant serverTime(ActiveJob job) {
        Instant here = clock.instant();
        long fetchedNanos = job.deadlineNanos() - job.job().reserveFor().toNanos();
        return job.job()
                .enqueuedAt()
                .map(enqueued -> enqueued.plusNanos(clock.nanoTime() - fetchedNanos))
                .filter(there -> there.isAfter(here))
                .orElse(here);
    }

    private void interrupt(ActiveJob job, CancellationReason reason, Function<Fail, JobOutcome> outcome) {
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
                callbacks -> runCallbacks(job, callbacks));
    }

    /** On a thread of their own, as one that blocks must not hold up other jobs; a stop waits for them. */
    private void runCallbacks(ActiveJob job, Runnable callbacks) {
        inflight.begin();
        Thread runner = new Thread(
                () -> {
                    try {
                        callbacks.run();
                    } finally {
                        inflight.end();
                    }
                },
                "millwright-cancel-" + job.jid());
        runner.setDaemon(true);
        runner.start();
    }

    private void logInterrupt(Job job, CancellationReason reason) {
        if (reason == CancellationReason.SHUTDOWN && job.retry() == 0 && !requeue) {
            LOG.warn("job {} is interrupted: {}; it has retry 0, so it is gone", job, reason.description());
        } else {
            LOG.warn("job {} is interrupted: {}", job, reason.description());
        }
    }

    /** Reports a job that was interrupted, unless that has been done. */
    private void report(ActiveJob job) {
        ActiveJob.Settled settled = job.settled();
        if (settled != null) {
            job.reportOnce(() -> outbox.add(outbox.report(job, settled)));
        }
    }

    /** Reports all jobs that were interrupted and whose functions have not ended, without waiting any longer. */
    void reportInterrupted() {
        active.forEach(this::report);
    }

    /** Interrupts all jobs that run, and from now on every job that still comes in. */
    void interruptAll() {
        shuttingDown = true;
        active.forEach(this::interruptByShutdown);
    }

    /** Interrupts the jobs whose reservations are about to run out. */
    void interruptOverdue() {
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

    int interruptedByShutdown() {
        return interruptedByShutdown.get();
    }

    /** How many jobs of a pool have been fetched and not ended. */
    int count(Pool pool) {
        int count = 0;
        for (ActiveJob job : active) {
            if (job.pool() == pool) {
                count++;
            }
        }
        return count;
    }

    /** A snapshot of jobs whose functions have not ended. */
    List<ActiveJob> active() {
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
        boolean found = false;
        for (ActiveJob job : active) {
            if (job.jid().equals(jid)) {
                interrupt(job, CancellationReason.CANCELLED, outcome);
                found = true;
            }
        }
        return found;
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
