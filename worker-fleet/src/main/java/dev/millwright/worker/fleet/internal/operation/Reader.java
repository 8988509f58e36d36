package dev.millwright.worker.fleet.internal.operation;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.fleet.internal.store.FleetStore;
import dev.millwright.worker.fleet.internal.store.Operations;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Reads what has changed of the operations: when a hint comes, and when the version that is polled is not the one that was
 * read. One read at a time; no thread waits. Any thread.
 */
final class Reader {
    /** Between two looks at the version, which come once a second, and with other answers for nothing. */
    private static final Duration POLL = Duration.ofMillis(1_500);

    /** Takes what was read. */
    interface Changes {
        /**
         * A page.
         *
         * @param page what has changed
         * @param askedNanos when it was asked for, by the worker's clock
         */
        void apply(Operations page, long askedNanos);
    }

    private final FleetStore store;
    private final WorkerClock clock;
    private final Executor aside;
    private final Changes changes;
    private final CompletableFuture<Void> first = new CompletableFuture<>();
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private boolean reading;

    /** Whether there was a reason to read since the read that goes on has begun. */
    @GuardedBy("lock")
    private boolean again;

    @GuardedBy("lock")
    private long heardNanos;

    private volatile long version;

    Reader(FleetStore store, WorkerClock clock, Executor aside, Changes changes) {
        this.store = store;
        this.clock = clock;
        this.aside = aside;
        this.changes = changes;
        this.heardNanos = clock.nanoTime();
    }

    /** Up to which version all has been read and applied. */
    long version() {
        return version;
    }

    /** Completes when the first read is over, also if it has failed. */
    CompletableFuture<Void> first() {
        return first;
    }

    /** To be called once a second. */
    void poll() {
        long now = clock.nanoTime();
        lock.lock();
        try {
            if (now - heardNanos < POLL.toNanos()) {
                return;
            }
            heardNanos = now;
        } finally {
            lock.unlock();
        }
        store.version().whenComplete((newest, failure) -> {
            if (newest != null) {
                heard(newest, now);
            }
        });
    }

    /**
     * The store has said which version is the newest.
     *
     * @param newest lower than what was read where the store has lost data: then all is read anew
     * @param askedNanos when it was asked, by the worker's clock
     */
    void heard(long newest, long askedNanos) {
        lock.lock();
        try {
            heardNanos = Math.max(heardNanos, askedNanos);
            if (newest == version) {
                return;
            }
            if (newest < version && !reading) {
                version = 0;
            }
        } finally {
            lock.unlock();
        }
        read();
    }

    /** Reads now, or once the read that goes on is over. */
    void read() {
        lock.lock();
        try {
            again = reading;
            if (reading) {
                return;
            }
            reading = true;
        } finally {
            lock.unlock();
        }
        ask(version);
    }

    private void ask(long since) {
        long asked = clock.nanoTime();
        store.operations(since).whenComplete((page, failure) -> {
            if (page == null) {
                over();
                return;
            }
            try {
                aside.execute(() -> applied(page, asked));
            } catch (RuntimeException | OutOfMemoryError e) { // the worker has closed, or there is no thread
                over();
            }
        });
    }

    private void applied(Operations page, long asked) {
        try {
            changes.apply(page, asked);
            version = page.version();
        } catch (Throwable e) { // no memory, for instance: it is read again
            over();
            return;
        }
        if (page.more()) {
            ask(page.version());
        } else {
            over();
        }
    }

    private void over() {
        boolean more;
        lock.lock();
        try {
            reading = false;
            more = again;
            again = false;
        } finally {
            lock.unlock();
        }
        first.complete(null);
        if (more) {
            read();
        }
    }
}
