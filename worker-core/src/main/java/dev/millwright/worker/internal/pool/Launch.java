package dev.millwright.worker.internal.pool;

import dev.millwright.worker.internal.job.JobIntake;
import dev.millwright.worker.internal.net.loop.InlineExecutor;

/** Has the jobs of a lane run: here if they are short, else on a thread for jobs. Confined to the lane's I/O thread. */
final class Launch {
    private final Lane lane;
    private final Pool pool;
    private final JobIntake jobs;
    private final InlineExecutor thread;

    Launch(Lane lane, Pool pool, JobIntake jobs, InlineExecutor thread) {
        this.lane = lane;
        this.pool = pool;
        this.jobs = jobs;
        this.thread = thread;
    }

    /** Begins the run of a job that a FETCH has brought. False if it has to wait for a slot; then it begins by itself. */
    boolean begin(JobRun run) {
        if (!pool.slots().occupy(() -> slotFor(run))) {
            return false;
        }
        if (!run.giveSlot()) {
            pool.slots().leave();
            return false;
        }
        refusing(run, () -> start(run));
        return true;
    }

    /** There is a slot for a job that had to wait for it, as another one came first. False if it is over. Any thread. */
    private boolean slotFor(JobRun run) {
        if (!run.giveSlot()) {
            return false;
        }
        refusing(run, () -> thread.execute(() -> refusing(run, () -> runElsewhere(run))));
        return true;
    }

    /** Whatever keeps a job from being run, it is FAILed. */
    private static void refusing(JobRun run, Runnable start) {
        try {
            start.run();
        } catch (Throwable e) { // no memory, for instance
            run.refuse(e);
        }
    }

    private void start(JobRun run) {
        long expected = jobs.expectedNanos(run.job());
        if (pool.inlinesShortJobs() && thread.tryRunInline(new InlineJobTask(run, jobs, lane, this), expected)) {
            return;
        }
        runElsewhere(run);
    }

    /** Has a job run where jobs run that may take a while. */
    private void runElsewhere(JobRun run) {
        if (pool.handOverMayBlock() && thread.tryRunInline(new HandOverTask(run, pool, lane, this), 0)) {
            return;
        }
        pool.handOver(run);
        lane.fetchOn();
    }

    /** Has a job run elsewhere that was not started inline. */
    void notStarted(JobRun run) {
        // Later: it can run inline again, and nothing is taken while other tasks are given back.
        thread.execute(() -> refusing(run, () -> runElsewhere(run)));
    }
}
