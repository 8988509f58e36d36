package dev.millwright.worker.internal.run;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.internal.config.WorkerSettings;
import dev.millwright.worker.internal.job.ActiveJobs;
import dev.millwright.worker.internal.job.Interruptions;
import dev.millwright.worker.internal.job.PendingWork;
import dev.millwright.worker.internal.platform.SafeLogger;
import dev.millwright.worker.internal.pool.Pool;
import dev.millwright.worker.internal.report.Outbox;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The timeline of a stop, after the lanes have been told to be quiet:
 *
 * <ol>
 *   <li>up to the shutdown timeout, jobs finish undisturbed;
 *   <li>then those that still run are interrupted and FAILed, and every job that a last FETCH brings;
 *   <li>up to the cleanup grace, their functions clean up;
 *   <li>done.
 * </ol>
 *
 * Over as soon as no function runs, no FETCH is under way and no report is unconfirmed. Driven by the
 * clock and by events; no thread waits here. Any thread.
 */
final class Shutdown {
    private static final Logger LOG = SafeLogger.of(Shutdown.class);

    /** A FETCH is answered after about 2 s; one that takes longer than this is not waited for. */
    static final Duration FETCH_LIMIT = Duration.ofSeconds(5);
    /** With a shorter cleanup grace, the FAILs of interrupted jobs still get this long to be confirmed. */
    static final Duration REPORT_LIMIT = Duration.ofSeconds(2);

    private final WorkerClock clock;
    private final Duration shutdownTimeout;
    private final Duration cleanupGrace;
    private final List<Pool> pools;
    private final ActiveJobs jobs;
    private final Interruptions interruptions;
    private final Outbox outbox;
    private final PendingWork pending;
    private final Runnable whenDone;
    private final AtomicBoolean done = new AtomicBoolean();
    private final ReentrantLock timerLock = new ReentrantLock();

    @GuardedBy("timerLock")
    private WorkerClock.@Nullable Scheduled timer;

    @GuardedBy("timerLock")
    private boolean interrupting;

    private volatile long fetchesOver;
    private volatile long reportsOver;
    private volatile long graceOver;

    Shutdown(
            WorkerSettings settings,
            List<Pool> pools,
            ActiveJobs jobs,
            Interruptions interruptions,
            Outbox outbox,
            PendingWork pending,
            Runnable whenDone) {
        this.clock = settings.clock();
        this.shutdownTimeout = settings.shutdownTimeout();
        this.cleanupGrace = settings.cleanupGrace();
        this.pools = pools;
        this.jobs = jobs;
        this.interruptions = interruptions;
        this.outbox = outbox;
        this.pending = pending;
        this.whenDone = whenDone;
    }

    /** Begins the timeline. Called once. */
    void begin() {
        timerLock.lock();
        try {
            fetchesOver = clock.nanoTime() + FETCH_LIMIT.toNanos();
            // A second stop can have come first: then the timer is the end of the grace already.
            if (!interrupting) {
                arm(this::interruptJobs, shutdownTimeout);
            }
        } finally {
            timerLock.unlock();
        }
        pending.whenIdle(() -> outbox.whenEmpty(this::finish));
    }

    /** Skips what is left of the shutdown timeout. */
    void hurry() {
        interruptJobs();
    }

    private void interruptJobs() {
        timerLock.lock();
        try {
            if (done.get() || interrupting) {
                return;
            }
            interrupting = true;
            long now = clock.nanoTime();
            graceOver = now + cleanupGrace.toNanos();
            reportsOver = now + Math.max(cleanupGrace.toNanos(), REPORT_LIMIT.toNanos());
            // Armed before anything else can go wrong: this stop will end.
            arm(this::graceEnded, cleanupGrace);
        } finally {
            timerLock.unlock();
        }
        interruptions.interruptAll();
    }

    /** Ends the wait, unless something that never takes long is still under way. */
    private void graceEnded() {
        jobs.reportInterrupted();
        long now = clock.nanoTime();
        long until = graceOver;
        if (pools.stream().anyMatch(Pool::isFetching)) {
            until = Math.max(until, fetchesOver);
        }
        if (!outbox.unconfirmed().isEmpty()) {
            until = Math.max(until, reportsOver);
        }
        if (until - now > 0) {
            arm(
                    this::graceEnded,
                    Duration.ofNanos(Math.min(until - now, Duration.ofMillis(50).toNanos())));
        } else {
            finish();
        }
    }

    private void arm(Runnable task, Duration delay) {
        timerLock.lock();
        try {
            if (timer != null) {
                timer.cancel();
            }
            timer = clock.schedule(task, delay);
        } finally {
            timerLock.unlock();
        }
    }

    private void finish() {
        if (!done.compareAndSet(false, true)) {
            return;
        }
        timerLock.lock();
        try {
            if (timer != null) {
                timer.cancel();
            }
        } finally {
            timerLock.unlock();
        }
        LOG.debug("nothing is left to wait for");
        whenDone.run();
    }
}
