package dev.millwright.worker.cli.internal;

import dev.millwright.worker.JobContext;
import dev.millwright.worker.JobListener;
import dev.millwright.worker.JobOutcome;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Logs each job that starts, and each that is done. The worker itself logs those that fail or are
 * interrupted, through the same logger and with the same fields: jid, jobtype, queue and wid are in the
 * MDC. Args are never logged. Called on the threads of the jobs.
 */
final class JobLog implements JobListener {
    static final String LOGGER = "dev.millwright.worker.jobs";

    private static final Logger LOG = LoggerFactory.getLogger(LOGGER);

    @Override
    public void onJobStarted(JobContext context) {
        LOG.info("start");
    }

    @Override
    public void onJobEnded(JobContext context, JobOutcome outcome, Duration elapsed) {
        if (outcome instanceof JobOutcome.Ack && LOG.isInfoEnabled()) {
            long millis = elapsed.toMillis();
            MDC.put("elapsed_ms", Long.toString(millis));
            LOG.info("done in {} ms", millis);
            MDC.remove("elapsed_ms");
        }
    }
}
