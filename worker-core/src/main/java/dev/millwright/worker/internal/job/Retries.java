package dev.millwright.worker.internal.job;

import dev.millwright.worker.JobOutcome.Fail;
import dev.millwright.worker.JobOutcome.Retry;
import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.internal.config.WorkerSettings;
import dev.millwright.worker.internal.job.ActiveJob.Settled;
import dev.millwright.worker.internal.platform.Guard;
import dev.millwright.worker.internal.platform.SafeLogger;
import dev.millwright.worker.internal.report.Outbox;
import dev.millwright.worker.internal.report.Report;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Jobs that run later: in this process, if that is soon and there is room, or by way of the server. Any thread.
 *
 * <p>A job that waits here holds no part of what a stop waits for. So a stop gives back all that wait when it begins,
 * and a job that comes to wait looks afterwards whether there is one.
 */
public final class Retries {
    private static final Logger LOG = SafeLogger.of(Retries.class);

    /** The server looks for what is due every 5 s only, and a job that is pushed must not start before its ACK. */
    private static final Duration HERE = Report.REQUEUE_DELAY;

    private final WorkerClock clock;
    private final ActiveJobs active;
    private final Requeues requeues;
    private final DeadlineMargin margin;
    private volatile boolean stopping;

    public Retries(WorkerSettings settings, ActiveJobs active, Outbox outbox) {
        this.clock = settings.clock();
        this.active = active;
        this.requeues = new Requeues(clock, outbox);
        this.margin = new DeadlineMargin(settings.deadlineMargin());
    }

    /**
     * A job that has failed is tried again.
     *
     * @return what the server is told; null if it waits here, to be {@link #leave left} by its run
     */
    @Nullable
    Settled tryAgain(ActiveJob job, Fail failure, Duration delay) {
        WaitingPlaces places = place(job, delay);
        if (places == null) {
            return job.endWith(new Settled(requeues.retry(job, delay, failure), null));
        }
        Retry retry;
        try {
            retry = requeues.here(job, delay, failure);
        } catch (Throwable e) { // no memory, for instance
            places.release();
            throw e;
        }
        job.countRetry();
        return rest(job, places, delay, retry);
    }

    /** A job is not run now. Null if it waits here, to be {@link #leave left} by its run. */
    @Nullable
    Settled postpone(ActiveJob job, Duration delay) {
        Waiting before = job.waiting();
        if (before != null && !before.hasEnded() && !before.end()) {
            return job.settled(); // somebody else goes on with the job
        }
        WaitingPlaces places = place(job, delay);
        if (places == null) {
            return job.endWith(new Settled(requeues.requeue(job, delay, postponed()), null));
        }
        return rest(job, places, delay, null);
    }

    private @Nullable Settled rest(ActiveJob job, WaitingPlaces places, Duration delay, @Nullable Retry retry) {
        job.rest(new Waiting(places, clock.nanoTime() + delay.toNanos(), retry));
        return job.settled();
    }

    /** A place where a job can wait, null if it cannot wait here. */
    private @Nullable WaitingPlaces place(ActiveJob job, Duration delay) {
        RunEnd run = job.run();
        boolean soon = delay.compareTo(HERE) < 0 && !stopping;
        if (run == null || !soon || clock.nanoTime() + delay.toNanos() - margin.lastNanos(job) >= 0) {
            return null;
        }
        WaitingPlaces places = run.waitingPlaces();
        return places.reserve() ? places : null;
    }

    private static Fail postponed() {
        return new Fail("JobPostponed", "the job was postponed, and the server did not take it back", List.of());
    }

    /** A run ends whose job is not settled: it waits for its next try, for an answer, or somebody else goes on with it. */
    void leave(ActiveJob job, RunEnd run) {
        Asking asking = job.asking();
        if (asking != null) {
            asking.park(run);
        } else {
            Waiting waiting = job.waiting();
            if (waiting != null) {
                waiting.begin(job, clock);
                if (stopping) {
                    giveBack(job);
                }
            }
            run.over(null); // after that: a stop that does not wait for it any more finds it among those that wait
        }
        if (job.settled() != null) {
            active.report(job);
        }
    }

    /** A stop begins: none waits any more. */
    public void stop() {
        stopping = true;
        active.forEach(job -> Guard.run(() -> giveBack(job), LOG, "a job that waits could not be given back"));
    }

    private void giveBack(ActiveJob job) {
        Waiting waiting = job.waiting();
        if (waiting == null || !waiting.end()) {
            return;
        }
        Fail failure = waiting.failure();
        Duration delay = waiting.remaining(clock.nanoTime());
        if (job.settle(new Settled(requeues.requeue(job, delay, failure == null ? postponed() : failure), null))) {
            LOG.info("job {} waited for its next try and goes back to the server", job.job());
        }
        active.report(job);
    }
}
