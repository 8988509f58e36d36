package dev.millwright.worker.internal.job;

import dev.millwright.worker.Job;
import dev.millwright.worker.JobContext;
import dev.millwright.worker.JobHandler;
import dev.millwright.worker.JobMiddleware;
import dev.millwright.worker.JobOptions;
import dev.millwright.worker.JobOutcome;
import dev.millwright.worker.JobOutcome.Fail;
import dev.millwright.worker.JobOutcome.Retry;
import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.internal.config.WorkerSettings;
import dev.millwright.worker.internal.platform.Guard;
import dev.millwright.worker.internal.platform.LogText;
import dev.millwright.worker.internal.platform.SafeLogger;
import dev.millwright.worker.internal.platform.SystemClock;
import dev.millwright.worker.internal.report.Listeners;
import dev.millwright.worker.internal.report.LogFields;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.MDC;

/** Calls job functions, with middlewares, logger fields and listeners around them. Any thread. */
public final class JobRunner {
    private static final Logger LOG = SafeLogger.of("dev.millwright.worker.jobs");

    /** What is registered for a jobtype, and how its jobs have been so far. */
    private record Function(JobHandler handler, JobOptions options, RunTimeEstimate pace, TypePause pause) {}

    private final Map<String, Function> functions = new HashMap<>();
    private final Listeners listeners;
    private final WorkerClock clock;
    private final LogFields fields;
    private final Entrance entrance;
    private final Failures failures;

    public JobRunner(WorkerSettings settings, Listeners listeners, LogFields fields, Retries retries) {
        this.listeners = listeners;
        this.clock = settings.clock();
        this.fields = fields;
        this.entrance = new Entrance(settings, listeners, retries);
        this.failures = new Failures(settings, retries);
        settings.handlers()
                .forEach((jobtype, registration) -> functions.put(
                        jobtype,
                        new Function(
                                chain(settings.middlewares(), registration.handler()),
                                registration.options(),
                                new RunTimeEstimate(),
                                new TypePause(clock))));
    }

    private static JobHandler chain(List<JobMiddleware> middlewares, JobHandler handler) {
        JobHandler chained = handler;
        for (int i = middlewares.size() - 1; i >= 0; i--) {
            JobMiddleware outer = middlewares.get(i);
            JobHandler inner = chained;
            chained = context -> outer.call(context, inner);
        }
        return chained;
    }

    /** Whether the thread of a job of this type may be interrupted. */
    boolean interruptible(Job job) {
        Function function = functions.get(job.jobtype());
        return (function == null ? JobOptions.DEFAULT : function.options()).interruptible();
    }

    /** The estimated run time of a job, from earlier runs of its jobtype. */
    long expectedNanos(Job job) {
        Function function = functions.get(job.jobtype());
        return function == null
                ? RunTimeEstimate.UNKNOWN_NANOS
                : function.pace().expectedNanos();
    }

    /** Counts a job that still runs as a long one of its type: what holds it up is likely to hold up the next. */
    void recordOverrun(Job job) {
        Function function = functions.get(job.jobtype());
        if (function != null) {
            function.pace().recordOverrun();
        }
    }

    /** Runs a job on the calling thread, to its outcome. Null if its run ends without one: it is settled later. */
    ActiveJob.@Nullable Settled run(ActiveJob active) {
        Job job = active.job();
        Function function = functions.get(job.jobtype());
        long began = SystemClock.INSTANCE.nanoTime(); // real time, also where a test moves the clock
        if (function != null) {
            active.pausesBy(function.pause());
            if (entrance.isGuarded(function.pause())
                    && active.settled() == null
                    && !entrance.passes(active, function.pause())) {
                return endIfSettled(active);
            }
        }
        if (!active.begin(clock.instant(), clock.nanoTime())) {
            return endIfSettled(active);
        }
        if (function == null) {
            refuse(active, unknown(job));
            return active.end(null);
        }
        ThreadState before = new ThreadState();
        try {
            active.countStart();
            guard(() -> tellStart(active));
            Throwable thrown = call(function.handler(), active);
            Duration elapsed = active.running(clock.nanoTime());
            ActiveJob.Settled settled = thrown == null ? active.end(null) : decide(active, function, thrown);
            guard(() -> tellEnd(active, settled, thrown, elapsed));
            return settled;
        } finally {
            guard(before::restore);
            function.pace().record(SystemClock.INSTANCE.nanoTime() - began);
        }
    }

    private static ActiveJob.@Nullable Settled endIfSettled(ActiveJob active) {
        return active.settled() == null ? null : active.end(null);
    }

    private ActiveJob.@Nullable Settled decide(ActiveJob active, Function function, Throwable thrown) {
        try {
            return failures.decide(active, function.options(), function.pause(), thrown);
        } catch (Throwable e) { // no memory, for instance
            guard(() -> LOG.error("nothing could be decided for job {}, which is FAILed", active.job(), e));
            return active.end(thrown);
        }
    }

    /** Settles a job whose function is not called. */
    void refuse(ActiveJob active, Fail outcome) {
        active.settle(new ActiveJob.Settled(outcome, null));
        listeners.tell(listener -> listener.onJobRefused(active.job(), outcome));
    }

    /** What is done around a function must neither keep it from being called nor its outcome from being reported. */
    private static void guard(Runnable step) {
        Guard.run(step, LOG, "what is done around a job's function failed");
    }

    private void tellStart(ActiveJob active) {
        fields.put(active.job());
        LOG.trace("start");
        if (!listeners.isEmpty()) {
            listeners.tell(listener -> listener.onJobStarted(active));
        }
    }

    private static @Nullable Throwable call(JobHandler handler, JobContext context) {
        try {
            handler.run(context);
            return null;
        } catch (Throwable t) {
            // An Error too: one job's StackOverflowError or failed class load is no reason to lose the others.
            return t;
        }
    }

    private void tellEnd(
            ActiveJob active, ActiveJob.@Nullable Settled settled, @Nullable Throwable thrown, Duration elapsed) {
        Waiting waiting = active.waiting();
        JobOutcome outcome = settled != null ? settled.outcome() : waiting == null ? null : waiting.retry();
        if (outcome instanceof Retry retry && (settled == null || settled.reason() == null)) {
            tellRetry(active, retry, elapsed);
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

    private void tellRetry(ActiveJob active, Retry retry, Duration elapsed) {
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

    private Fail unknown(Job job) {
        List<String> known = new ArrayList<>(functions.keySet());
        known.sort(null);
        String message = "no function is registered for jobtype '" + LogText.cut(job.jobtype(), LogText.NAME)
                + "' on this worker; it has " + String.join(", ", known);
        fields.with(job, () -> LOG.warn("job {} of queue {} is FAILed: {}", job.jid(), job.queue(), message));
        return new Fail("UnknownJobType", message, List.of());
    }
}
