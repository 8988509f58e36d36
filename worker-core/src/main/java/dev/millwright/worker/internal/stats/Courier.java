package dev.millwright.worker.internal.stats;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.millwright.worker.internal.platform.Guard;
import dev.millwright.worker.internal.platform.SafeLogger;
import dev.millwright.worker.internal.platform.ThreadEnd;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Brings news to those who may never return: on a thread of its own, which is there only while there are some. What comes
 * while they are at it waits; of too much, the oldest is dropped. Any thread.
 */
final class Courier {
    private static final Logger LOG = SafeLogger.of(Courier.class);

    private static final Duration END_LIMIT = Duration.ofSeconds(1);

    private final String name;
    private final int room;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Queue<Runnable> waiting = new ArrayDeque<>();

    @GuardedBy("lock")
    private @Nullable Thread thread;

    @GuardedBy("lock")
    private boolean closed;

    /**
     * A courier without a thread yet.
     *
     * @param name of its thread
     * @param room how much can wait
     */
    Courier(String name, int room) {
        this.name = name;
        this.room = room;
    }

    /** Takes news. Never blocks, never throws. */
    void bring(Runnable news) {
        boolean dropped = false;
        Thread fresh = null;
        lock.lock();
        try {
            if (closed) {
                return;
            }
            if (waiting.size() >= room) {
                waiting.remove();
                dropped = true;
            }
            waiting.add(news);
            if (thread == null) {
                fresh = new Thread(this::deliver, name);
                fresh.setDaemon(true);
                thread = fresh;
            }
        } finally {
            lock.unlock();
        }
        if (dropped) {
            LOG.debug("a report is dropped, as who gets it is not done with the last one");
        }
        start(fresh);
    }

    private void start(@Nullable Thread fresh) {
        if (fresh != null && !Guard.run(fresh::start, LOG, "no thread for " + name + ": it is tried again")) {
            lock.lock();
            try {
                thread = null;
            } finally {
                lock.unlock();
            }
        }
    }

    private void deliver() {
        for (Runnable news = next(); news != null; news = next()) {
            Guard.run(news, LOG, "a report could not be told");
        }
    }

    /** What is to be brought; null if the thread is to end. */
    private @Nullable Runnable next() {
        lock.lock();
        try {
            Runnable news = waiting.poll();
            if (news == null) {
                thread = null;
            }
            return news;
        } finally {
            lock.unlock();
        }
    }

    /** Brings nothing more. Waits a moment for what is being brought. */
    void close() {
        Thread last;
        lock.lock();
        try {
            closed = true;
            waiting.clear();
            last = thread;
        } finally {
            lock.unlock();
        }
        ThreadEnd.await(last, END_LIMIT);
    }
}
