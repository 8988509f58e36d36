package dev.millwright.worker.internal.pool;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.internal.job.Backtrace;
import dev.millwright.worker.internal.platform.SafeLogger;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Whether a pool's executor takes jobs. After a few refusals in a row the gate closes and no FETCH is sent, as
 * each would cost a job one of its tries. While it is closed, the executor is given a task that does nothing, again and
 * again with growing pauses; when one has run, the gate opens. Any thread.
 */
final class ExecutorGate {
    private static final Logger LOG = SafeLogger.of(ExecutorGate.class);

    private static final int REFUSALS = 3;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LAST_PAUSE = Duration.ofSeconds(30);

    private final String pool;
    private final Executor executor;
    private final WorkerClock clock;
    private final Runnable whenOpened;
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicInteger refusals = new AtomicInteger();
    private volatile @Nullable String problem; // written under lock; null while the gate is open

    @GuardedBy("lock")
    private Duration pause = FIRST_PAUSE;

    private final AtomicBoolean probing = new AtomicBoolean();
    private volatile boolean over;

    /**
     * An open gate.
     *
     * @param pool for the log, empty for the unnamed pool
     * @param whenOpened told each time that the gate opens again
     */
    ExecutorGate(String pool, Executor executor, WorkerClock clock, Runnable whenOpened) {
        this.pool = pool.isEmpty() ? "" : " of pool " + pool;
        this.executor = executor;
        this.clock = clock;
        this.whenOpened = whenOpened;
    }

    boolean isOpen() {
        return problem == null;
    }

    /** Why nothing is fetched; empty while the gate is open. */
    Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    /** The executor has taken a job. */
    void accepted() {
        if (refusals.get() != 0) {
            refusals.set(0);
        }
    }

    /** The executor has refused a job. */
    void refused(Throwable cause) {
        int inARow = refusals.incrementAndGet();
        lock.lock();
        try {
            if (inARow < REFUSALS || problem != null) {
                return;
            }
            problem = "the executor" + pool + " refuses jobs: " + Backtrace.describe(cause);
            pause = FIRST_PAUSE;
        } finally {
            lock.unlock();
        }
        LOG.error(
                "the executor{} has refused {} jobs in a row: nothing is fetched for it until it takes a task again",
                pool,
                REFUSALS,
                cause);
        probeLater();
    }

    private void probeLater() {
        Duration wait;
        lock.lock();
        try {
            wait = pause;
            Duration doubled = pause.multipliedBy(2);
            pause = doubled.compareTo(LAST_PAUSE) > 0 ? LAST_PAUSE : doubled;
        } finally {
            lock.unlock();
        }
        clock.schedule(this::probe, wait);
    }

    /** Again also after one that was taken: an executor can drop what it has taken. */
    private void probe() {
        if (over || isOpen()) {
            return;
        }
        probeLater();
        if (probing.compareAndSet(false, true)) {
            startProbe();
        }
    }

    /** On a thread of its own, as execute() can block, and the clock's thread must not. */
    private void startProbe() {
        try {
            Thread thread = new Thread(this::tryExecutor, "millwright-executor-probe");
            thread.setDaemon(true);
            thread.start();
        } catch (Throwable e) {
            probing.set(false);
            LOG.warn("the system gives no thread to try the executor{} with: {}", pool, Backtrace.describe(e));
        }
    }

    private void tryExecutor() {
        try {
            executor.execute(this::open);
        } catch (Throwable e) {
            LOG.warn("the executor{} still refuses: {}", pool, Backtrace.describe(e));
        } finally {
            probing.set(false);
        }
    }

    private void open() {
        lock.lock();
        try {
            if (problem == null) {
                return;
            }
            problem = null;
            refusals.set(0);
        } finally {
            lock.unlock();
        }
        LOG.info("the executor{} takes tasks again: fetching goes on", pool);
        whenOpened.run();
    }

    /** Ends the probes. */
    void close() {
        over = true;
    }
}
