package dev.millwright.worker.internal.pool;

import dev.millwright.worker.internal.net.loop.Turn;

/**
 * Hands a job to an executor of the user's. That can block, or run the job there and then: as a turn, it
 * holds up the other lanes for no more than some milliseconds. Its methods say on which thread.
 */
final class HandOverTurn implements Turn {
    private final JobRun run;
    private final Pool pool;
    private final Lane lane;

    HandOverTurn(JobRun run, Pool pool, Lane lane) {
        this.run = run;
        this.pool = pool;
        this.lane = lane;
    }

    @Override
    public void run() {
        pool.handOver(run);
    }

    @Override
    public void done() {
        lane.fetchOn();
    }

    @Override
    public void displaced() {
        lane.displaced(run);
    }

    @Override
    public void outstayed() {
        lane.fetchOn();
    }

    @Override
    public void doneElsewhere() {}

    @Override
    public String toString() {
        return "the hand-over of " + run;
    }
}
