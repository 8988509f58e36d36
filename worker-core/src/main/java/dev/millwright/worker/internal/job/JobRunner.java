package dev.millwright.worker.internal.job;

import dev.millwright.worker.Job;
import dev.millwright.worker.JobContext;
import dev.millwright.worker.JobHandler;
import dev.millwright.worker.JobOptions;
import dev.millwright.worker.JobOutcome.Fail;
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

/** Calls job functions, with middlewares, logger fields and listeners around them. Any thread. */
public final class JobRunner {
    private static final Logger LOG = SafeLogger.of("dev.millwright.worker.jobs");

    private final Map<String, JobFunction> functions = new HashMap<>();
    private final boolean anyAsync;
    private final Listeners listeners;
    private final WorkerClock clock;
    private final LogFields fields;
    private final ActiveJobs active;
    private final Retries retries;
    private final Entrance entrance;
    private final Failures failures;
    private final JobNews news;

    public JobRunner(
            WorkerSettings settings, Listeners listeners, LogFields fields, ActiveJobs active, Retries retries) {
        this.listeners = listeners;
        this.clock = settings.clock();
        this.fields = fields;
        this.active = active;
        this.retries = retries;
        this.entrance = new Entrance(settings, listeners, retries);
        this.failures = new Failures(settings, retries);
        this.news = new JobNews(listeners, fields);
        settings.handlers()
                .forEach((jobtype, registered) -> functions.put(jobtype, JobFunction.of(registered, settings)));
        this.anyAsync = functions.values().stream().anyMatch(function -> function.async() != null);
    }

    /** Whether the thread of a job of this type may be interrupted, or its stage cancelled. */
    boolean interruptible(Job job) {
        JobFunction function = functions.get(job.jobtype());
        return (function == null ? JobOptions.DEFAULT : function.options()).interruptible();
    }

    /** Whether the function for a job answers with a stage. */
    boolean isAsync(Job job) {
        if (!anyAsync) {
            return false;
        }
        JobFunction function = functions.get(job.jobtype());
        return function != null && function.async() != null;
    }

    /** The estimated time that a call takes, from earlier ones of its jobtype. */
    long expectedNanos(Job job) {
        JobFunction function = functions.get(job.jobtype());
        return function == null
                ? RunTimeEstimate.UNKNOWN_NANOS
                : function.pace().expectedNanos();
    }

    /** Counts a job that still runs as a long one of its type: what holds it up is likely to hold up the next. */
    void recordOverrun(Job job) {
        JobFunction function = functions.get(job.jobtype());
        if (function != null) {
            function.pace().recordOverrun();
        }
    }

    /**
     * Runs a job on the calling thread, to the end of its run or until its function waits without a thread; then its run
     * ends later, elsewhere. To be called by who has claimed the run. Never throws.
     */
    void run(ActiveJob job, RunEnd run) {
        long began = SystemClock.INSTANCE.nanoTime(); // real time, also where a test moves the clock
        try {
            JobFunction function = functions.get(job.job().jobtype());
            if (!enters(job, function)) {
                end(job, job.settled() == null ? null : job.end(null), run);
            } else if (function == null) {
                refuse(job, unknown(job.job()));
                end(job, job.end(null), run);
            } else if (function.async() != null) {
                callAsync(job, function, function.async(), run, began);
            } else if (function.handler() != null) {
                end(job, call(job, function, function.handler(), began), run);
            }
        } catch (Throwable e) {
            failedOutside(job, run, e);
        }
    }

    /** Whether the function may be called now; if so, the job has begun. */
    private boolean enters(ActiveJob job, @Nullable JobFunction function) {
        if (function != null) {
            job.runs(function);
            if (entrance.isGuarded(function.pause())
                    && job.settled() == null
                    && !entrance.passes(job, function.pause())) {
                return false;
            }
        }
        return job.begin(clock.instant(), clock.nanoTime());
    }

    private ActiveJob.@Nullable Settled call(ActiveJob job, JobFunction function, JobHandler handler, long began) {
        ThreadState before = new ThreadState();
        try {
            job.countStart();
            guard(() -> news.started(job));
            return conclude(job, function, thrown(handler, job));
        } finally {
            guard(before::restore);
            function.pace().record(SystemClock.INSTANCE.nanoTime() - began);
        }
    }

    private static @Nullable Throwable thrown(JobHandler handler, JobContext context) {
        try {
            handler.run(context);
            return null;
        } catch (Throwable t) {
            // An Error too: one job's StackOverflowError or failed class load is no reason to lose the others.
            return t;
        }
    }

    private void callAsync(ActiveJob job, JobFunction function, JobFunction.Stages stages, RunEnd run, long began) {
        ThreadState before = new ThreadState();
        ActiveJob.Settled settled;
        try {
            job.countStart();
            guard(() -> news.started(job));
            StageWait wait = new StageWait(job, function, stages, run, this::goOn);
            job.awaits(wait);
            StageWait.Result result = wait.begin();
            if (result == null) {
                return; // from here on the job is others'
            }
            settled = conclude(job, function, result.failure());
        } finally {
            guard(before::restore);
            function.pace().record(SystemClock.INSTANCE.nanoTime() - began);
        }
        end(job, settled, run);
    }

    /** The stage of a job has completed, on the calling thread, which is somebody else's. */
    private void goOn(StageWait wait, StageWait.Result result) {
        if (result.failure() == null) {
            wait.job().done(); // now, as the signal can come before what follows
        }
        wait.run()
                .continuations()
                .goOn(() -> resume(wait, result), wait.function().afterPace());
    }

    /** What follows the completion of a stage, on a thread of the worker's. */
    private void resume(StageWait wait, StageWait.Result result) {
        ActiveJob job = wait.job();
        ThreadState before = new ThreadState();
        try {
            guard(() -> news.resumed(job));
            ActiveJob.Settled settled = conclude(job, wait.function(), result.failure());
            guard(before::restore);
            end(job, settled, wait.run());
        } catch (Throwable e) {
            guard(before::restore);
            failedOutside(job, wait.run(), e);
        }
    }

    /** A function has ended. Null if its job waits for its next try. */
    private ActiveJob.@Nullable Settled conclude(ActiveJob job, JobFunction function, @Nullable Throwable thrown) {
        Duration elapsed = job.running(clock.nanoTime());
        ActiveJob.Settled settled = thrown == null ? job.end(null) : decide(job, function, thrown);
        guard(() -> news.ended(job, settled, thrown, elapsed));
        return settled;
    }

    private ActiveJob.@Nullable Settled decide(ActiveJob job, JobFunction function, Throwable thrown) {
        try {
            return failures.decide(job, function.options(), function.pause(), thrown);
        } catch (Throwable e) { // no memory, for instance
            guard(() -> LOG.error("nothing could be decided for job {}, which is FAILed", job.job(), e));
            return job.end(thrown);
        }
    }

    /** A run is over; without an outcome, as its job waits for its next try, for an answer, or others go on with it. */
    private void end(ActiveJob job, ActiveJob.@Nullable Settled settled, RunEnd run) {
        if (settled == null) {
            retries.leave(job, run);
        } else {
            active.end(job, settled, run);
        }
    }

    /** No memory, for instance, for what is done around a function. */
    private void failedOutside(ActiveJob job, RunEnd run, Throwable e) {
        fields.with(job.job(), () -> LOG.error("running job {} failed outside its function", job.job(), e));
        active.end(job, job.end(e), run);
    }

    /** Settles a job whose function is not called. */
    void refuse(ActiveJob job, Fail outcome) {
        job.settle(new ActiveJob.Settled(outcome, null));
        listeners.tell(listener -> listener.onJobRefused(job.job(), outcome));
    }

    /** What is done around a function must neither keep it from being called nor its outcome from being reported. */
    private static void guard(Runnable step) {
        Guard.run(step, LOG, "what is done around a job's function failed");
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
