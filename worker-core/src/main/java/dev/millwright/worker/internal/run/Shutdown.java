package dev.millwright.worker.internal.run;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.WorkerView;
import dev.millwright.worker.internal.config.WorkerSettings;
import dev.millwright.worker.internal.platform.SafeLogger;
import dev.millwright.worker.internal.pool.Pool;
import java.time.Duration;
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
 *   <li>once nothing is left to be done, extensions have what time they ask for;
 *   <li>done.
 * </ol>
 *
 * Over as soon as no function runs, of a job or of its end, no FETCH is under way and no report is unconfirmed. Driven by the
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
    private final WorkerParts parts;
    private final WorkerView worker;
    private final Runnable whenDone;
    private final AtomicBoolean done = new AtomicBoolean();
    private final ReentrantLock timerLock = new ReentrantLock();

    @GuardedBy("timerLock")
    private WorkerClock.@Nullable Scheduled timer;

    @GuardedBy("timerLock")
    private boolean interrupting;

    @GuardedBy("timerLock")
    private boolean drained;

    private volatile long fetchesOver;
    private volatile long reportsOver;
    private volatile long graceOver;

    Shutdown(WorkerSettings settings, WorkerParts parts, WorkerView worker, Runnable whenDone) {
        this.clock = settings.clock();
        this.shutdownTimeout = settings.shutdownTimeout();
        this.cleanupGrace = settings.cleanupGrace();
        this.parts = parts;
        this.worker = worker;
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
        parts.retries.stop();
        parts.extensions.quiet(worker); // with the timer armed: one that never returns does not keep the worker
        // The confirmation of a last report can bring the call of an onComplete.
        parts.pending.whenIdle(() -> parts.outbox.whenEmpty(() -> parts.pending.whenIdle(this::drained)));
    }

    /** Skips what is left of the shutdown timeout, or of the wait for extensions. */
    void hurry() {
        if (isDrained()) {
            finish();
        } else {
            interruptJobs();
        }
    }

    private boolean isDrained() {
        timerLock.lock();
        try {
            return drained;
        } finally {
            timerLock.unlock();
        }
    }

    /** All is done and reported. Extensions may have something to do with that, and the worker is connected still. */
    private void drained() {
        if (done.get()) {
            return; // a function that was abandoned has ended after all
        }
        Duration timeout = parts.extensions.drainedTimeout();
        timerLock.lock();
        try {
            if (done.get()) {
                return;
            }
            drained = true;
            arm(this::finish, timeout);
        } finally {
            timerLock.unlock();
        }
        parts.extensions.drained(worker).whenComplete((nothing, never) -> finish());
    }

    private void interruptJobs() {
        timerLock.lock();
        try {
            if (done.get() || interrupting || drained) {
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
        parts.interruptions.interruptAll();
    }

    /** Ends the wait, unless something that never takes long is still under way. */
    private void graceEnded() {
        if (isDrained()) {
            return;
        }
        parts.jobs.reportInterrupted();
        long now = clock.nanoTime();
        long until = graceOver;
        if (parts.pools.stream().anyMatch(Pool::isFetching)) {
            until = Math.max(until, fetchesOver);
        }
        if (!parts.outbox.unconfirmed().isEmpty()) {
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
