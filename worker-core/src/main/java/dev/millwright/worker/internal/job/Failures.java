package dev.millwright.worker.internal.job;

import dev.millwright.worker.CancellationReason;
import dev.millwright.worker.FailureDecision;
import dev.millwright.worker.FailureDecision.AsIs;
import dev.millwright.worker.FailureDecision.Cancel;
import dev.millwright.worker.FailureDecision.FailForGood;
import dev.millwright.worker.FailureDecision.Policy;
import dev.millwright.worker.FailureDecision.Verdict;
import dev.millwright.worker.JobOptions;
import dev.millwright.worker.JobOutcome.Fail;
import dev.millwright.worker.RetryPolicy;
import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.internal.config.WorkerSettings;
import dev.millwright.worker.internal.job.ActiveJob.Settled;
import dev.millwright.worker.internal.platform.SafeLogger;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** Decides what becomes of a job whose function threw, in the order that {@link FailureDecision} says. Any thread. */
final class Failures {
    private static final Logger LOG = SafeLogger.of(Failures.class);

    private final WorkerClock clock;
    private final List<FailureDecision> decisions;
    private final Retries retries;

    Failures(WorkerSettings settings, Retries retries) {
        this.clock = settings.clock();
        this.decisions = settings.failureDecisions();
        this.retries = retries;
    }

    /**
     * The function of a job has thrown, on the calling thread.
     *
     * @return what the server is told; null if the job waits here for its next try
     */
    @Nullable
    Settled decide(ActiveJob job, JobOptions options, TypePause pause, Throwable thrown) {
        RetryPolicy policy = options.retry().orElse(null);
        if (job.settled() != null || (policy == null && decisions.isEmpty() && !job.asksForPause())) {
            return job.end(thrown);
        }
        Fail fail = Backtrace.fail(thrown);
        Verdict verdict = verdict(job, thrown);
        if (verdict instanceof Cancel cancel) {
            return job.endWith(
                    cancelled("the job was cancelled after it had failed: " + cancel.reason(), fail.backtrace()));
        }
        if (fail.kill() || verdict instanceof FailForGood || isForGood(job, policy, thrown)) {
            return job.endWith(forGood(fail));
        }
        Duration paused = job.asksForPause() ? pause.remaining() : Duration.ZERO;
        if (!paused.isZero()) {
            return retries.tryAgain(job, fail, paused);
        }
        if (policy == null || verdict instanceof AsIs) {
            return job.endWith(new Settled(fail, null));
        }
        Tries tries = job.tries().and(fail, clock.instant());
        if (tries.failures() >= policy.attempts()) {
            return job.endWith(forGood(fail));
        }
        job.tried(tries);
        return retries.tryAgain(job, fail, policy.delay(tries.failures()));
    }

    /** The outcome of a job that somebody who was asked about it has cancelled. */
    static Settled cancelled(String message, List<String> backtrace) {
        CancellationReason reason = CancellationReason.CANCELLED;
        return new Settled(new Fail(reason.errtype(), message, backtrace, true), Interruption.CANCEL);
    }

    private static Settled forGood(Fail fail) {
        return new Settled(new Fail(fail.errtype(), fail.message(), fail.backtrace(), true), null);
    }

    private Verdict verdict(ActiveJob job, Throwable thrown) {
        for (FailureDecision decision : decisions) {
            try {
                Verdict verdict = decision.decide(job, thrown);
                if (verdict != null && !(verdict instanceof Policy)) {
                    return verdict;
                }
            } catch (Throwable e) { // whatever it throws
                LOG.warn("a failure decision failed for job {}, which is its own bug: it is not heard", job.job(), e);
            }
        }
        return Policy.INSTANCE;
    }

    private static boolean isForGood(ActiveJob job, @Nullable RetryPolicy policy, Throwable thrown) {
        try {
            return policy != null && policy.isForGood(thrown);
        } catch (Throwable e) { // whatever it throws
            LOG.warn("a condition of the retry policy of job {} failed, which is its own bug", job.job(), e);
            return false;
        }
    }
}
