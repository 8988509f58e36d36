package dev.millwright.worker.internal.pool;

import dev.millwright.worker.internal.job.JobIntake;
import dev.millwright.worker.internal.net.loop.Turn;
import dev.millwright.worker.internal.report.Report;
import org.jspecify.annotations.Nullable;

/** A job that is expected to be so short that the lanes can wait for it. Its methods say on which thread. */
final class JobTurn implements Turn {
    private final JobRun run;
    private final JobIntake jobs;
    private final Lane lane;
    private boolean mine; // confined to the thread that runs the job, as the next one
    private @Nullable Report report;

    JobTurn(JobRun run, JobIntake jobs, Lane lane) {
        this.run = run;
        this.jobs = jobs;
        this.lane = lane;
    }

    @Override
    public void run() {
        mine = run.begin();
        if (mine) {
            report = run.perform();
        }
    }

    @Override
    public void done() {
        if (mine) {
            lane.continueWith(run, report);
        } else {
            lane.fetchOn();
        }
    }

    @Override
    public void displaced() {
        lane.displaced(run);
    }

    @Override
    public void outstayed() {
        jobs.expectLong(run.job());
        lane.fetchOn();
    }

    @Override
    public void doneElsewhere() {
        if (mine) {
            run.end(report);
        }
    }

    @Override
    public String toString() {
        return run.toString();
    }
}
