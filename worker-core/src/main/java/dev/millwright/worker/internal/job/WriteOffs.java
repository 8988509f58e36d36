package dev.millwright.worker.internal.job;

import dev.millwright.worker.CancellationReason;
import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.internal.config.WorkerSettings;
import dev.millwright.worker.internal.platform.SafeLogger;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;

/**
 * Functions that run on though their signals have fired and the cleanup grace is over: their jobs are FAILed, and nothing
 * comes of what they do. Their slots are given back, as far as a limit allows; their threads are theirs until they end. Any
 * thread.
 */
public final class WriteOffs {
    private static final Logger LOG = SafeLogger.of(WriteOffs.class);

    private final int max;
    private final Duration grace;
    private final WorkerClock clock;
    private final ActiveJobs active;
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicBoolean refusing = new AtomicBoolean();
    // Beyond the limit, until it allows them or they end.
    private final Set<ActiveJob> overdue = ConcurrentHashMap.newKeySet();

    WriteOffs(WorkerSettings settings, ActiveJobs active) {
        this.max = settings.writeOff();
        this.grace = settings.cleanupGrace();
        this.clock = settings.clock();
        this.active = active;
    }

    /** A job's signal has fired. A stop ends the worker when the grace is over; then a slot is of no use. */
    void signalled(ActiveJob job, CancellationReason reason) {
        if (max > 0 && reason != CancellationReason.SHUTDOWN) {
            clock.schedule(() -> consider(job), grace);
        }
    }

    /** Looks at those that the limit did not allow. To be called once a second. */
    public void sweep() {
        overdue.forEach(this::consider);
    }

    private void consider(ActiveJob job) {
        RunEnd run = job.run();
        if (run == null || job.began() == null || job.isOver()) {
            overdue.remove(job);
        } else if (reserve()) {
            overdue.remove(job);
            writeOff(job, run);
        } else {
            overdue.add(job);
            refuse(job);
        }
    }

    private boolean reserve() {
        int before = count.getAndUpdate(now -> now < max ? now + 1 : now);
        return before < max;
    }

    private void refuse(ActiveJob job) {
        if (!refusing.getAndSet(true)) {
            LOG.warn(
                    "job {} ignores its signal and keeps its slot, as do others after it: {} functions are written off"
                            + " already, the most that may be",
                    job.job(),
                    max);
        }
    }

    private void writeOff(ActiveJob job, RunEnd run) {
        active.report(job); // with a short grace that has not been done
        job.writtenOff(true);
        if (run.writeOff(() -> takeBack(job))) {
            LOG.warn(
                    "job {} ignores its signal and is written off: its slot is free, its function still runs ({} of at most"
                            + " {})",
                    job.job(),
                    count.get(),
                    max,
                    new Whereabouts(job));
        } else {
            takeBack(job);
        }
    }

    /** Its function has ended after all. */
    private void takeBack(ActiveJob job) {
        job.writtenOff(false);
        count.decrementAndGet();
        refusing.set(false);
    }

    /** Where a function is: as an exception, which a log knows how to write. */
    @SuppressWarnings("OverrideThrowableToString") // it has not been thrown, and no message
    private static final class Whereabouts extends Throwable {
        private static final long serialVersionUID = 1;

        private final String where;

        Whereabouts(ActiveJob job) {
            super(null, null, false, true);
            StageWait wait = job.awaited();
            where = wait != null && wait.isWaiting() ? "it " + wait.description() : "now in";
            setStackTrace(job.thread()
                    .map(thread -> Backtrace.ofFunction(thread.getStackTrace()).toArray(StackTraceElement[]::new))
                    .orElse(new StackTraceElement[0]));
        }

        @Override
        public String toString() {
            return where;
        }
    }
}
