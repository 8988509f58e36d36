package dev.millwright.worker.internal.pool;

import dev.millwright.worker.internal.job.ActiveJob;
import dev.millwright.worker.internal.job.PendingWork;
import dev.millwright.worker.internal.report.Report;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The one run of a fetched job: it begins at most once and ends exactly once, whatever an executor does with
 * it. It holds the job's slot and its part of what a stop waits for, and gives both back at its end. Any thread.
 */
final class JobRun implements Runnable {
    private final ActiveJob job;
    private final WorkerServices parts;
    private final Pool pool;
    private final PendingWork.Token token;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final AtomicBoolean ended = new AtomicBoolean();

    JobRun(ActiveJob job, Pool pool, WorkerServices parts, PendingWork.Token token) {
        this.job = job;
        this.parts = parts;
        this.pool = pool;
        this.token = token;
        job.ifItNeverBegins(this::endUnbegun);
    }

    ActiveJob job() {
        return job;
    }

    /** Claims the run. False if it has begun already, or has ended without that: then the caller leaves it alone. */
    boolean begin() {
        return begun.compareAndSet(false, true);
    }

    /** Runs the job to its end on the calling thread, unless somebody has before. Never throws. */
    @Override
    public void run() {
        if (begin()) {
            Report report = null;
            try {
                report = perform();
            } finally {
                end(report); // without one, for want of memory, the sweep reports the job
            }
        }
    }

    /**
     * Calls the function. To be called by who has {@link #begin claimed} the run. Never throws.
     *
     * @return the report, null if the job has been reported already
     */
    @Nullable
    Report perform() {
        return parts.jobs().run(job);
    }

    /**
     * FAILs a job for which there is no thread.
     *
     * @return false if it has begun all the same
     */
    boolean refuse(Throwable cause) {
        if (!begin()) {
            return false;
        }
        end(parts.jobs().refuse(job, cause));
        return true;
    }

    /** A job that was interrupted while it waited for a thread, which may never come. */
    private void endUnbegun() {
        if (begin()) {
            parts.jobs().forget(job);
            end(null);
        }
    }

    /** Takes the end for the caller, who has to give back the slot and end the token; null if it has been taken. */
    PendingWork.@Nullable Token claimEnd() {
        return ended.compareAndSet(false, true) ? token : null;
    }

    /** Hands the report over, then gives the slot back: the lane that is granted it takes the report along. */
    void end(@Nullable Report report) {
        if (claimEnd() == null) {
            return;
        }
        try {
            if (report != null) {
                parts.outbox().add(report);
            }
        } finally {
            try {
                pool.slots().release();
            } finally {
                token.end();
            }
        }
    }

    @Override
    public String toString() {
        return job.job().toString();
    }
}
