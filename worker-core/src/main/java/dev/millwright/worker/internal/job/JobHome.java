package dev.millwright.worker.internal.job;

import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.JobContext;
import dev.millwright.worker.JobProgress;
import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.internal.report.Listeners;
import dev.millwright.worker.internal.report.LogFields;

/** What all jobs of a pool have in common. Immutable; any thread. */
record JobHome(
        String pool,
        FaktoryClient client,
        PoolCounts counts,
        Listeners listeners,
        WorkerClock clock,
        LogFields fields,
        Delays delays) {

    /** Tells the listeners how far a job has got. */
    void progressed(JobContext job, JobProgress progress) {
        listeners.tell(listener -> listener.onJobProgress(job, progress));
    }
}
