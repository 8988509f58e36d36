package dev.millwright.worker.internal.pool;

import dev.millwright.worker.internal.job.JobIntake;
import dev.millwright.worker.internal.net.loop.InlineTask;
import dev.millwright.worker.internal.report.Report;
import org.jspecify.annotations.Nullable;

/** A job that is expected to be so short that the lanes can wait for it. Its methods say on which thread. */
final class InlineJobTask implements InlineTask {
    private final JobRun run;
    private final JobIntake jobs;
    private final Lane lane;
    private final Launch launch;
    private boolean over; // confined to the thread that runs the job, as the next one
    private @Nullable Report report;

    InlineJobTask(JobRun run, JobIntake jobs, Lane lane, Launch launch) {
        this.run = run;
        this.jobs = jobs;
        this.lane = lane;
        this.launch = launch;
    }

    @Override
    public void run() {
        run.runInline(this);
    }

    /** The run that this task has begun is over. On the thread that runs the job. */
    void over(@Nullable Report toSend) {
        over = true;
        report = toSend;
    }

    @Override
    public void completed() {
        if (over) {
            lane.continueWith(run, report);
        } else { // somebody else had begun the run
            lane.fetchOn();
        }
    }

    @Override
    public void notStarted() {
        launch.notStarted(run);
    }

    @Override
    public void overran() {
        jobs.recordOverrun(run.job());
        lane.fetchOn();
    }

    @Override
    public void completedAfterOverrun() {
        if (over) {
            run.giveBack(report);
        }
    }

    @Override
    public String toString() {
        return run.toString();
    }
}
