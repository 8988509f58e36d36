package dev.millwright.worker.internal.job;

import dev.millwright.worker.Job;
import dev.millwright.worker.JobOutcome;
import dev.millwright.worker.JobOutcome.Fail;
import dev.millwright.worker.JobOutcome.Requeue;
import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.internal.protocol.Commands;
import dev.millwright.worker.internal.report.Outbox;
import dev.millwright.worker.internal.report.Report;
import java.time.Instant;

/** Sends jobs that a shutdown interrupts back to their queues instead of FAILing them. Any thread. */
final class Requeues {
    private final WorkerClock clock;
    private final Outbox outbox;

    Requeues(WorkerClock clock, Outbox outbox) {
        this.clock = clock;
        this.outbox = outbox;
    }

    /** Tries the PUSH, as not every job that can be fetched can be pushed: the server rounds large integers. */
    JobOutcome of(ActiveJob active, Fail otherwise) {
        Job job = active.job();
        Instant at = serverTime(active).plus(Report.REQUEUE_DELAY);
        try {
            Commands.push(job, at);
        } catch (IllegalArgumentException e) {
            outbox.requeueRefused(job, String.valueOf(e.getMessage()));
            return otherwise;
        } catch (OutOfMemoryError | StackOverflowError e) {
            outbox.requeueRefused(job, e.toString());
            return otherwise;
        }
        return new Requeue(at, otherwise);
    }

    /**
     * A lower bound of the server's time, from the job's {@code enqueued_at}. With a slow local clock, {@code at} would
     * lie in the server's past, the job would start at once, and our ACK would hit that run.
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
}
