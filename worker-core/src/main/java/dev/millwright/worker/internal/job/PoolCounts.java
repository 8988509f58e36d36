package dev.millwright.worker.internal.job;

import dev.millwright.worker.CancellationReason;
import dev.millwright.worker.Job;
import dev.millwright.worker.JobOutcome;
import dev.millwright.worker.JobOutcome.Ack;
import dev.millwright.worker.JobOutcome.Discard;
import dev.millwright.worker.JobOutcome.Fail;
import dev.millwright.worker.JobOutcome.Requeue;
import java.util.concurrent.atomic.LongAdder;

/**
 * What has become of a pool's jobs since the worker began. On the path of every job: one addition when its function is
 * called, one when its run is over. Any thread.
 */
public final class PoolCounts {
    private final LongAdder started = new LongAdder();
    private final LongAdder succeeded = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder retried = new LongAdder();
    private final LongAdder cancelled = new LongAdder();

    /** A look at them; each of its numbers only ever grows from one look to the next. */
    public record Totals(long started, long succeeded, long failed, long retried, long cancelled) {
        /** What has come since an earlier look. */
        public Totals since(Totals earlier) {
            return new Totals(
                    started - earlier.started,
                    succeeded - earlier.succeeded,
                    failed - earlier.failed,
                    retried - earlier.retried,
                    cancelled - earlier.cancelled);
        }

        /** How many runs are over, in whatever way. */
        public long completed() {
            return succeeded + failed + retried + cancelled;
        }
    }

    /** A function is called. */
    void start() {
        started.increment();
    }

    /** A run is over after which the job is tried again here. */
    void retry() {
        retried.increment();
    }

    /**
     * A job's last run here is over. Each is counted once, also one whose function was never called, unless it just went
     * back to the server.
     */
    void end(Job job, ActiveJob.Settled settled, boolean called) {
        boolean givenBack = settled.outcome() instanceof Requeue && (settled.reason() == null || !called);
        if (!givenBack) {
            adder(job, settled).increment();
        }
    }

    private LongAdder adder(Job job, ActiveJob.Settled settled) {
        JobOutcome outcome = settled.outcome();
        if (settled.reason() == CancellationReason.CANCELLED || outcome instanceof Discard) {
            return cancelled;
        }
        if (outcome instanceof Ack) {
            return succeeded;
        }
        // A job that goes back to the server comes again, as one does that is retried.
        return outcome instanceof Fail fail && isLast(job, fail) ? failed : retried;
    }

    /** Whether the server is not going to retry it, by the rule of its {@code processFailure}. */
    static boolean isLast(Job job, Fail fail) {
        return fail.kill() || job.attempt() > job.retry();
    }

    /** What they are now. Asked while jobs end, one of them can be missing. */
    public Totals totals() {
        return new Totals(started.sum(), succeeded.sum(), failed.sum(), retried.sum(), cancelled.sum());
    }
}
