package dev.millwright.worker.testkit;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.millwright.worker.CancellationReason;
import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.Job;
import dev.millwright.worker.JobContext;
import dev.millwright.worker.JobListener;
import dev.millwright.worker.JobOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Pushes jobs and awaits what becomes of them, woken by the worker and never by the clock. A
 * {@link FaktoryTest} gets one ready for use; elsewhere, tie it to a worker:
 *
 * <pre>{@code
 * Jobs jobs = Jobs.of(client);
 * Worker worker = Worker.builder().listener(jobs.listener())...
 * worker.start();
 *
 * JobOutcome outcome = jobs.run(Job.of("greet", "world"));
 * }</pre>
 *
 * <p>An outcome counts once the server has confirmed its report, so that the server's own state can be
 * asserted right after. For use by any thread.
 */
public final class Jobs {
    private final FaktoryClient client;
    private final JobListener listener = new Watcher();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    @GuardedBy("lock")
    private final Map<String, History> histories = new HashMap<>(); // by jid

    private Jobs(FaktoryClient client) {
        this.client = Objects.requireNonNull(client, "client");
    }

    /**
     * For a worker that listens with {@link #listener()}.
     *
     * @param client pushes the jobs; stays the caller's to close
     * @return knows of no job yet
     */
    public static Jobs of(FaktoryClient client) {
        return new Jobs(client);
    }

    /**
     * What tells of the worker's jobs.
     *
     * @return to be added to the worker before it is built
     */
    public JobListener listener() {
        return listener;
    }

    /**
     * Pushes a job and waits until it has run and been reported.
     *
     * @param job the job
     * @return what the server was told; of its first run, if it is retried
     * @throws AssertionError if it takes longer than 10 seconds
     */
    public JobOutcome run(Job job) {
        return run(job, DevServer.DEFAULT_LIMIT);
    }

    /**
     * Pushes a job and waits until it has run and been reported.
     *
     * @param job the job
     * @param limit how long to wait at most, in real time
     * @return what the server was told; of its first run, if it is retried
     * @throws AssertionError if it takes longer
     */
    public JobOutcome run(Job job, Duration limit) {
        int before = outcomes(job.jid()).size();
        client.push(job);
        return awaitOutcome(job.jid(), before + 1, limit);
    }

    /**
     * Waits until a job has run and been reported, unless that has happened already.
     *
     * @param jid the job
     * @return what the server was told; of its first run, if it was retried
     * @throws AssertionError if it takes longer than 10 seconds
     */
    public JobOutcome awaitOutcome(String jid) {
        return awaitOutcome(jid, 1, DevServer.DEFAULT_LIMIT);
    }

    /**
     * Waits until a job has run and been reported for the nth time.
     *
     * @param jid the job
     * @param nth 1 for its first run, 2 for its first retry
     * @param limit how long to wait at most, in real time
     * @return what the server was told of that run
     * @throws AssertionError if it takes longer
     */
    public JobOutcome awaitOutcome(String jid, int nth, Duration limit) {
        return await(jid, "outcome number " + nth, limit, () -> {
            History history = history(jid);
            if (history.dropped != null) {
                throw new AssertionError("the worker gave up to report job " + jid + ": " + history.dropped);
            }
            return history.outcomes.size() < nth ? null : history.outcomes.get(nth - 1);
        });
    }

    /**
     * Waits until the function of a job is running, or has run.
     *
     * @param jid the job
     * @return what the function was given, at its last run
     * @throws AssertionError if it takes longer than 10 seconds
     */
    public JobContext awaitStarted(String jid) {
        return await(jid, "start", DevServer.DEFAULT_LIMIT, () -> history(jid).started);
    }

    /**
     * Waits until the signal of a job has fired.
     *
     * @param jid the job
     * @return why
     * @throws AssertionError if it takes longer than 10 seconds
     */
    public CancellationReason awaitSignal(String jid) {
        return await(jid, "signal", DevServer.DEFAULT_LIMIT, () -> history(jid).signalled);
    }

    /**
     * What the server was told of a job until now.
     *
     * @param jid the job
     * @return one a run, in order
     */
    public List<JobOutcome> outcomes(String jid) {
        lock.lock();
        try {
            return List.copyOf(history(jid).outcomes);
        } finally {
            lock.unlock();
        }
    }

    @SuppressWarnings("GuardedBy") // the lock is held by await, which Error Prone does not see inside a look
    private History history(String jid) {
        return histories.computeIfAbsent(jid, unknown -> new History());
    }

    private <T> T await(String jid, String what, Duration limit, Supplier<@Nullable T> look) {
        long left = limit.toNanos();
        lock.lock();
        try {
            for (T found = look.get(); ; found = look.get()) {
                if (found != null) {
                    return found;
                }
                if (left <= 0) {
                    throw new AssertionError("no " + what + " of job " + jid + " within " + limit.toMillis()
                            + " ms; the worker told: " + histories);
                }
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for the " + what + " of job " + jid, e);
        } finally {
            lock.unlock();
        }
    }

    private void note(String jid, Consumer<History> change) {
        lock.lock();
        try {
            change.accept(history(jid));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** What is known of one job. Guarded by lock. */
    private static final class History {
        private final List<JobOutcome> outcomes = new ArrayList<>();
        private @Nullable JobContext started;
        private @Nullable CancellationReason signalled;
        private @Nullable String dropped;

        @Override
        public String toString() {
            return (started == null ? "not started" : "started")
                    + (signalled == null ? "" : ", signalled " + signalled)
                    + ", reported " + outcomes
                    + (dropped == null ? "" : ", report dropped: " + dropped);
        }
    }

    private final class Watcher implements JobListener {
        @Override
        public void onJobStarted(JobContext context) {
            note(context.jid(), history -> history.started = context);
        }

        @Override
        public void onJobSignalled(JobContext context, CancellationReason reason) {
            note(context.jid(), history -> history.signalled = reason);
        }

        @Override
        public void onReported(Job job, JobOutcome outcome) {
            note(job.jid(), history -> history.outcomes.add(outcome));
        }

        @Override
        public void onReportDropped(Job job, JobOutcome outcome, String why) {
            note(job.jid(), history -> history.dropped = why);
        }
    }
}
