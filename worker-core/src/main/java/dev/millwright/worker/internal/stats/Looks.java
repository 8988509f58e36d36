package dev.millwright.worker.internal.stats;

import dev.millwright.worker.WorkerReport.Counts;
import dev.millwright.worker.internal.job.ActiveJobs;
import dev.millwright.worker.internal.job.PoolCounts.Totals;
import dev.millwright.worker.internal.pool.Pool;
import java.util.ArrayList;
import java.util.List;

/** Looks at the pools of a worker. Any thread. */
final class Looks {
    private final List<Pool> pools;
    private final ActiveJobs jobs;

    Looks(List<Pool> pools, ActiveJobs jobs) {
        this.pools = pools;
        this.jobs = jobs;
    }

    List<Pool> pools() {
        return pools;
    }

    Totals totals(Pool pool) {
        return jobs.counts(pool.name()).totals();
    }

    /** What has become of the jobs of each pool so far, in the order of the pools. */
    List<Totals> totals() {
        List<Totals> totals = new ArrayList<>();
        pools.forEach(pool -> totals.add(totals(pool)));
        return totals;
    }

    /** What has become of a pool's jobs, with what it does now. */
    Counts counts(Pool pool, Totals of) {
        ActiveJobs.Census now = jobs.census(pool.name());
        return new Counts(
                of.started(),
                of.completed(),
                of.succeeded(),
                of.failed(),
                of.retried(),
                of.cancelled(),
                now.running(),
                now.waiting(),
                now.writtenOff());
    }
}
