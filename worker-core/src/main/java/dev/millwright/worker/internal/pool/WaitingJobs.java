package dev.millwright.worker.internal.pool;

import dev.millwright.worker.internal.job.ActiveJob;
import dev.millwright.worker.internal.job.WaitingPlaces;
import java.util.concurrent.atomic.AtomicInteger;

/** How many jobs of a pool wait in the process for their next try, and how they get a slot again. Any thread. */
final class WaitingJobs implements WaitingPlaces {
    /** Each keeps a reservation and some memory; more than this are of more use on the server. */
    private static final int PER_SLOT = 10;

    private final Pool pool;
    private final WorkerServices parts;
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicInteger due = new AtomicInteger();

    WaitingJobs(Pool pool, WorkerServices parts) {
        this.pool = pool;
        this.parts = parts;
    }

    /** How many wait, also for a slot. */
    int count() {
        return count.get();
    }

    /** How many of them are due and wait for a slot. */
    int due() {
        return due.get();
    }

    @Override
    public boolean reserve() {
        long limit = (long) PER_SLOT * pool.slots().size();
        int before = count.get();
        while (before < limit) {
            int seen = count.compareAndExchange(before, before + 1);
            if (seen == before) {
                return true;
            }
            before = seen;
        }
        return false;
    }

    @Override
    public void release() {
        count.decrementAndGet();
    }

    @Override
    public void due(ActiveJob job) {
        JobRun run = JobRun.of(job, pool, parts, parts.pending().begin());
        if (run == null) {
            return;
        }
        if (!job.isWaiting()) { // its wait was ended as this run was made, by somebody who may not have seen the run
            if (run.claim()) {
                run.over(null);
            }
            return;
        }
        due.incrementAndGet();
        if (pool.slots().enter(() -> begins(run)) && !begins(run)) {
            pool.slots().leave();
        }
    }

    /** There is a slot for it. False if its wait has been ended otherwise. */
    private boolean begins(JobRun run) {
        due.decrementAndGet();
        if (!run.giveSlot()) {
            return false;
        }
        pool.runElsewhere(run);
        return true;
    }
}
