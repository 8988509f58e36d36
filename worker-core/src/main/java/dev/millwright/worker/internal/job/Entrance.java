package dev.millwright.worker.internal.job;

import dev.millwright.worker.Admission;
import dev.millwright.worker.Admission.Cancel;
import dev.millwright.worker.Admission.Discard;
import dev.millwright.worker.Admission.Postpone;
import dev.millwright.worker.Admission.PostponeBy;
import dev.millwright.worker.JobAdmission;
import dev.millwright.worker.JobOutcome;
import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.internal.config.WorkerSettings;
import dev.millwright.worker.internal.job.ActiveJob.Settled;
import dev.millwright.worker.internal.platform.SafeLogger;
import dev.millwright.worker.internal.report.Listeners;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;

/** What a job must pass before its function is called: a pause of its jobtype, and the admissions. Any thread. */
final class Entrance {
    private static final Logger LOG = SafeLogger.of(Entrance.class);

    /** An admission that always says "later" must not keep a processor busy. */
    private static final Duration SHORTEST = Duration.ofMillis(100);

    private static final Duration LONGEST = Duration.ofDays(2 * 365);

    private final WorkerClock clock;
    private final List<JobAdmission> admissions;
    private final Listeners listeners;
    private final Retries retries;

    Entrance(WorkerSettings settings, Listeners listeners, Retries retries) {
        this.clock = settings.clock();
        this.admissions = settings.admissions();
        this.listeners = listeners;
        this.retries = retries;
    }

    /** Whether a job has anything to pass. */
    boolean isGuarded(TypePause pause) {
        return !admissions.isEmpty() || pause.isOn();
    }

    /**
     * Asks for a job. If the answer is not there yet, {@link ActiveJob#asking} says so.
     *
     * @return whether its function may be called now
     */
    boolean passes(ActiveJob job, TypePause pause) {
        Duration paused = pause.remaining();
        if (!paused.isZero()) {
            job.asks(null);
            retries.postpone(job, paused);
            return false;
        }
        if (admissions.isEmpty()) {
            return true;
        }
        Asking asking = job.asking();
        if (asking == null) {
            asking = new Asking(job, admissions);
            job.asks(asking);
            asking.next();
        }
        Admission answer = asking.answer();
        if (answer == null) {
            return false;
        }
        job.asks(null);
        return obey(job, answer);
    }

    private boolean obey(ActiveJob job, Admission answer) {
        if (answer instanceof Cancel cancel) {
            end(job, Failures.cancelled("the job was cancelled before it began: " + cancel.reason(), List.of()));
            return false;
        }
        if (answer instanceof Discard) {
            end(job, new Settled(JobOutcome.Discard.INSTANCE, null));
            return false;
        }
        if (answer instanceof PostponeBy postpone) {
            retries.postpone(job, bounded(postpone.delay()));
            return false;
        }
        if (answer instanceof Postpone postpone) {
            retries.postpone(job, bounded(Duration.between(clock.instant(), postpone.until())));
            return false;
        }
        return true;
    }

    private static Duration bounded(Duration delay) {
        if (delay.compareTo(SHORTEST) < 0) {
            return SHORTEST;
        }
        return delay.compareTo(LONGEST) > 0 ? LONGEST : delay;
    }

    private void end(ActiveJob job, Settled outcome) {
        if (job.settle(outcome)) {
            LOG.info("job {} is not run, by an admission: {}", job.job(), words(outcome.outcome()));
            listeners.tell(listener -> listener.onJobRefused(job.job(), outcome.outcome()));
        }
    }

    private static String words(JobOutcome outcome) {
        return outcome instanceof JobOutcome.Fail fail ? fail.message() : "it is discarded";
    }
}
