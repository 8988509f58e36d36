package dev.millwright.worker.internal.job;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.millwright.worker.CancelAllOptions;
import dev.millwright.worker.CancelOperation;
import dev.millwright.worker.JobFilter;
import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.WorkerFacts;
import dev.millwright.worker.internal.platform.Guard;
import dev.millwright.worker.internal.platform.SafeLogger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * All cancels by a filter of a worker. One daemon thread makes their passes, in turn, with a pause after each, however many
 * there are; there is none while nothing is to be cancelled. That thread and no other meets the listeners and the stacks of
 * the jobs, which take time. Any thread.
 */
public final class BulkCancels {
    private static final Logger LOG = SafeLogger.of(BulkCancels.class);

    /** After each pass: it costs a server some ms to take 64 FAILs and kills, and others want it, too. */
    static final Duration PAUSE = Duration.ofMillis(25);

    private static final Duration RETRY = Duration.ofSeconds(1);

    private final ActiveJobs active;
    private final Interruptions interruptions;
    private final WorkerClock clock;
    private final WorkerFacts facts;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    @GuardedBy("lock")
    private final Queue<BulkCancel> open = new ArrayDeque<>();

    @GuardedBy("lock")
    private boolean hasThread;

    @GuardedBy("lock")
    private boolean pausing;

    @GuardedBy("lock")
    private boolean closed;

    public BulkCancels(ActiveJobs active, Interruptions interruptions, WorkerClock clock, WorkerFacts facts) {
        this.active = active;
        this.interruptions = interruptions;
        this.clock = clock;
        this.facts = facts;
    }

    /** See {@link dev.millwright.worker.WorkerView#cancelAll}. */
    public CancelOperation begin(JobFilter filter, CancelAllOptions options) {
        if (filter.isEmpty() && !filter.equals(JobFilter.all())) {
            throw new IllegalArgumentException("the filter is empty: say which jobs, or JobFilter.all() for every job");
        }
        long now = clock.nanoTime();
        List<ActiveJob> jobs = matching(filter, options, now);
        BulkCancel operation =
                new BulkCancel(filter, jobs, options.dryRun(), options.request(), interruptions, this::ended);
        if (!options.dryRun()) {
            LOG.info("cancelling {} jobs: {}{}", jobs.size(), filter, Interruption.words(options.request()));
        }
        if (options.dryRun() || jobs.isEmpty()) {
            operation.completeIfOver();
        } else {
            add(operation);
        }
        return operation;
    }

    /** Those that are here now. One that comes in from now on may have been meant as little as one made from now on. */
    private List<ActiveJob> matching(JobFilter filter, CancelAllOptions options, long now) {
        WorkerFacts worker = options.worker().orElse(facts);
        Instant cutoff = clock.instant().plus(options.tolerance());
        List<ActiveJob> jobs = new ArrayList<>();
        active.forEach(job -> {
            boolean isLater = job.acceptedNanos() - now > 0
                    || job.job().createdAt().filter(cutoff::isBefore).isPresent();
            if (!isLater && job.settled() == null && filter.matches(job.job(), job.startedAt(), worker)) {
                jobs.add(job);
            }
        });
        return jobs;
    }

    private void ended(BulkCancel operation) {
        lock.lock();
        try {
            open.remove(operation);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        LOG.info("over: {}", operation);
    }

    private void add(BulkCancel operation) {
        boolean isLate;
        boolean needsThread;
        lock.lock();
        try {
            isLate = closed;
            needsThread = !closed && !hasThread;
            if (!closed) {
                hasThread = true;
                open.add(operation);
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
        if (isLate) {
            operation.abort();
        } else if (needsThread) {
            startThread();
        }
    }

    private void startThread() {
        try {
            Thread thread = new Thread(this::run, "millwright-cancels");
            thread.setDaemon(true);
            thread.start();
        } catch (OutOfMemoryError e) {
            LOG.warn("the system gives no thread to cancel jobs on: trying again", e);
            clock.schedule(this::startThread, RETRY);
        }
    }

    private void run() {
        for (BulkCancel next = next(); next != null; next = next()) {
            Guard.run(next::pass, LOG, "a pass of a cancel failed");
            pauseAfter(next);
        }
    }

    /** Waits for the end of the pause. Null if there is nothing more to be done: then the thread ends. */
    private @Nullable BulkCancel next() {
        lock.lock();
        try {
            while (pausing && !open.isEmpty()) {
                changed.awaitUninterruptibly();
            }
            BulkCancel next = open.peek();
            hasThread = next != null;
            pausing = false;
            return next;
        } finally {
            lock.unlock();
        }
    }

    /** Nobody waits for a pause after which nothing comes. */
    private void pauseAfter(BulkCancel operation) {
        lock.lock();
        try {
            if (open.remove(operation)) {
                open.add(operation); // the others' turn comes first
            }
            pausing = !open.isEmpty();
            if (!pausing) {
                return;
            }
        } finally {
            lock.unlock();
        }
        if (!Guard.run(() -> clock.schedule(this::endPause, PAUSE), LOG, "the clock takes no task")) {
            endPause();
        }
    }

    private void endPause() {
        lock.lock();
        try {
            pausing = false;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Aborts what is open, and lets its thread end. Who waits for one hears of it on a thread that nobody waits for. */
    public void close() {
        List<BulkCancel> left;
        lock.lock();
        try {
            closed = true;
            left = new ArrayList<>(open);
        } finally {
            lock.unlock();
        }
        left.removeIf(operation -> !operation.stop());
        if (!left.isEmpty()) {
            Thread news = new Thread(() -> left.forEach(BulkCancel::tellEnd), "millwright-cancels-over");
            news.setDaemon(true);
            news.start();
        }
    }
}
