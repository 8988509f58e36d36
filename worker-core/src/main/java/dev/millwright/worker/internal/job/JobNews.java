package dev.millwright.worker.internal.job;

import dev.millwright.worker.JobOutcome;
import dev.millwright.worker.JobOutcome.Fail;
import dev.millwright.worker.JobOutcome.Retry;
import dev.millwright.worker.internal.platform.SafeLogger;
import dev.millwright.worker.internal.report.Listeners;
import dev.millwright.worker.internal.report.LogFields;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.MDC;

/** Tells the log and the listeners of the runs of jobs. Any thread; who calls it puts its logger fields back. */
final class JobNews {
    private static final Logger LOG = SafeLogger.of("dev.millwright.worker.jobs");

    private final Listeners listeners;
    private final LogFields fields;

    JobNews(Listeners listeners, LogFields fields) {
        this.listeners = listeners;
        this.fields = fields;
    }

    /** A function is about to be called, on the calling thread, which has the job's logger fields from now on. */
    void started(ActiveJob active) {
        fields.put(active.job());
        LOG.trace("start");
        if (!listeners.isEmpty()) {
            listeners.tell(listener -> listener.onJobStarted(active));
        }
    }

    /** A run goes on, on the calling thread, which has the job's logger fields from now on. */
    void resumed(ActiveJob active) {
        fields.put(active.job());
    }

    /**
     * A function has ended.
     *
     * @param settled null if its job waits for its next try
     * @param thrown what it has thrown; null if it returned
     */
    void ended(ActiveJob active, ActiveJob.@Nullable Settled settled, @Nullable Throwable thrown, Duration elapsed) {
        Waiting waiting = active.waiting();
        JobOutcome outcome = settled != null ? settled.outcome() : waiting == null ? null : waiting.retry();
        if (outcome instanceof Retry retry && (settled == null || settled.reason() == null)) {
            retried(active, retry, elapsed);
            return;
        }
        if (settled == null || outcome == null) {
            return; // not so: whoever waits after a failure waits for its retry
        }
        if (settled.reason() != null || outcome instanceof Fail) {
            MDC.put("elapsed_ms", Long.toString(elapsed.toMillis()));
        }
        if (settled.interruption() != null) {
            LOG.warn(
                    "job {} ended after {} ms, interrupted: {}",
                    active.job(),
                    elapsed.toMillis(),
                    settled.interruption().description());
        } else if (outcome instanceof Fail fail) {
            LOG.warn(
                    "job {} failed after {} ms: {}: {}",
                    active.job(),
                    elapsed.toMillis(),
                    fail.errtype(),
                    fail.message(),
                    thrown);
        } else if (LOG.isTraceEnabled()) {
            LOG.trace("done in {} ms", elapsed.toMillis());
        }
        if (!listeners.isEmpty()) {
            listeners.tell(listener -> listener.onJobEnded(active, outcome, elapsed));
        }
    }

    private void retried(ActiveJob active, Retry retry, Duration elapsed) {
        Fail failure = retry.failure();
        MDC.put("elapsed_ms", Long.toString(elapsed.toMillis()));
        LOG.warn(
                "job {} failed after {} ms and is tried again {} in {} ms, as try {}: {}: {}",
                active.job(),
                elapsed.toMillis(),
                retry.here() ? "here" : "by way of the server",
                retry.delay().toMillis(),
                active.attempt(),
                failure.errtype(),
                failure.message());
        listeners.tell(listener -> listener.onJobEnded(active, retry, elapsed));
        listeners.tell(listener -> listener.onJobRetried(active, failure, retry.delay()));
    }
}
