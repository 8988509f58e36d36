package dev.millwright.worker.internal.pool;

import dev.millwright.worker.internal.net.loop.InlineTask;
import org.jspecify.annotations.Nullable;

/**
 * Hands a job to an executor of the user's. That can block, or run the job there and then: as an inline task, it
 * holds up the other lanes for no more than some milliseconds. Its methods say on which thread.
 */
final class HandOverTask implements InlineTask {
    private final JobRun run;
    private final Pool pool;
    private final @Nullable Lane lane;
    private final @Nullable Launch launch;

    /** The hand-over of a job that a lane has brought, which then fetches on. */
    HandOverTask(JobRun run, Pool pool, Lane lane, Launch launch) {
        this.run = run;
        this.pool = pool;
        this.lane = lane;
        this.launch = launch;
    }

    /** The hand-over of a job that was fetched before. */
    HandOverTask(JobRun run, Pool pool) {
        this.run = run;
        this.pool = pool;
        this.lane = null;
        this.launch = null;
    }

    @Override
    public void run() {
        pool.handOver(run);
    }

    @Override
    public void completed() {
        fetchOn();
    }

    private void fetchOn() {
        if (lane != null) {
            lane.fetchOn();
        }
    }

    @Override
    public void notStarted() {
        if (launch != null) {
            launch.notStarted(run);
        } else {
            pool.runElsewhere(run);
        }
    }

    @Override
    public void overran() {
        fetchOn();
    }

    @Override
    public void completedAfterOverrun() {}

    @Override
    public String toString() {
        return "the hand-over of " + run;
    }
}
