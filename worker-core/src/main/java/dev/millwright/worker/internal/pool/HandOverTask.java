package dev.millwright.worker.internal.pool;

import dev.millwright.worker.internal.net.loop.InlineTask;

/**
 * Hands a job to an executor of the user's. That can block, or run the job there and then: as an inline task, it
 * holds up the other lanes for no more than some milliseconds. Its methods say on which thread.
 */
final class HandOverTask implements InlineTask {
    private final JobRun run;
    private final Pool pool;
    private final Lane lane;
    private final Launch launch;

    HandOverTask(JobRun run, Pool pool, Lane lane, Launch launch) {
        this.run = run;
        this.pool = pool;
        this.lane = lane;
        this.launch = launch;
    }

    @Override
    public void run() {
        pool.handOver(run);
    }

    @Override
    public void completed() {
        lane.fetchOn();
    }

    @Override
    public void notStarted() {
        launch.notStarted(run);
    }

    @Override
    public void overran() {
        lane.fetchOn();
    }

    @Override
    public void completedAfterOverrun() {}

    @Override
    public String toString() {
        return "the hand-over of " + run;
    }
}
