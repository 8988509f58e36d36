package dev.millwright.worker.internal.run;

import dev.millwright.worker.internal.net.Turn;
import org.jspecify.annotations.Nullable;

/** A job that is expected to be so short that the lanes can wait for it. Its methods say on which thread. */
final class JobTurn implements Turn {
    private final ActiveJob job;
    private final ActiveJobs jobs;
    private final Lane lane;
    private @Nullable Report report; // confined to the thread that runs the job

    JobTurn(ActiveJob job, ActiveJobs jobs, Lane lane) {
        this.job = job;
        this.jobs = jobs;
        this.lane = lane;
    }

    @Override
    public void run() {
        report = jobs.run(job);
    }

    @Override
    public void done() {
        lane.continueWith(report);
    }

    @Override
    public void displaced() {
        lane.runElsewhere(job);
    }

    @Override
    public void outstayed() {
        jobs.expectLong(job);
        lane.fetchOn();
    }

    @Override
    public void doneElsewhere() {
        lane.handOver(report);
    }

    @Override
    public String toString() {
        return job.job().toString();
    }
}
