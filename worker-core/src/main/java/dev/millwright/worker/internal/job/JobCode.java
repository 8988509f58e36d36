package dev.millwright.worker.internal.job;

import dev.millwright.worker.internal.platform.SafeLogger;
import dev.millwright.worker.internal.report.LogFields;
import org.slf4j.Logger;

/** What a job does apart from the call of its function, with its logger fields; they are gone afterwards. One thread. */
final class JobCode implements Runnable {
    private static final Logger LOG = SafeLogger.of("dev.millwright.worker.jobs");

    private final ActiveJob job;
    private final Runnable code;

    JobCode(ActiveJob job, Runnable code) {
        this.job = job;
        this.code = code;
    }

    @Override
    public void run() {
        ThreadState before = new ThreadState();
        try {
            put(job.home().fields());
            code.run();
        } catch (Throwable e) {
            LOG.warn("what job {} runs beside its function failed", job.job(), e);
        } finally {
            before.restore();
            Thread.interrupted();
        }
    }

    private void put(LogFields fields) {
        try {
            fields.put(job.job());
        } catch (Throwable e) {
            // The log is not ours: code that runs without its fields is better than code that does not run.
        }
    }
}
