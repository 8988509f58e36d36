package dev.millwright.worker.internal.pool;

import dev.millwright.worker.Threads;
import dev.millwright.worker.WorkerPool;
import dev.millwright.worker.internal.config.PoolSettings;
import dev.millwright.worker.internal.config.WorkerSettings;
import dev.millwright.worker.internal.platform.VirtualThreads;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The threads on which a pool's jobs run. A blocking function needs one for each slot; what asynchronous ones do between
 * their waits shares a few, however many slots there are. Any thread.
 */
public final class JobThreads {
    private final Executor executor;
    private final @Nullable ExecutorService owned;
    private final boolean inlinesShortJobs;
    private final ThreadPoolExecutor few;
    private final ReentrantLock resizing = new ReentrantLock();

    private JobThreads(
            PoolSettings pool, Executor executor, @Nullable ExecutorService owned, boolean inlinesShortJobs) {
        this.executor = executor;
        this.owned = owned;
        this.inlinesShortJobs = inlinesShortJobs;
        this.few = platform(prefix(pool, "async"), fewOf(pool.slots()));
    }

    private static int fewOf(int slots) {
        return Math.max(1, Math.min(slots, WorkerPool.ASYNC_THREADS));
    }

    /** The user's own, unless it has no threads at all. */
    private static JobThreads of(PoolSettings pool, Executor executor) {
        AtomicReference<@Nullable Thread> runner = new AtomicReference<>();
        try {
            executor.execute(() -> runner.set(Thread.currentThread()));
        } catch (Throwable e) { // whatever it throws
            // Perhaps it takes tasks later: that is watched once there are jobs.
        }
        if (runner.get() == Thread.currentThread()) {
            throw new IllegalArgumentException(
                    "the executor " + executor + " runs its tasks on the calling thread, which"
                            + " here is the one that fetches: give it threads of its own, one for each slot, or leave it out");
        }
        return new JobThreads(pool, executor, null, false);
    }

    /** Chooses by the settings. */
    public static JobThreads choose(WorkerSettings settings, PoolSettings pool) {
        if (settings.executor() != null) {
            return of(pool, settings.executor());
        }
        if (settings.threads() != Threads.PLATFORM) {
            ExecutorService virtual = VirtualThreads.executor(prefix(pool, "job"));
            if (virtual != null) {
                return new JobThreads(pool, virtual, virtual, false);
            }
            if (settings.threads() == Threads.VIRTUAL) {
                throw new IllegalArgumentException(
                        "this JVM has no virtual threads: run it on Java 21 or later," + " or choose platform threads");
            }
        }
        ExecutorService threads = platform(prefix(pool, "job"), pool.slots());
        return new JobThreads(pool, threads, threads, true);
    }

    private static String prefix(PoolSettings pool, String what) {
        return (pool.name().isEmpty() ? "millwright-" : "millwright-" + pool.name() + "-") + what + "-";
    }

    private static ThreadPoolExecutor platform(String prefix, int most) {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor threads =
                new ThreadPoolExecutor(most, most, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, prefix + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    Executor executor() {
        return executor;
    }

    /** Where asynchronous functions are called, and what they give to an executor is run. */
    Executor asyncExecutor() {
        return inlinesShortJobs ? few : executor;
    }

    /** Threads of the worker's own for what asynchronous functions have to do, whosever the other ones are. */
    Executor few() {
        return few;
    }

    /** Has platform threads of the worker's own be able to run so many jobs; virtual ones and the user's can or cannot. */
    void resize(int jobs) {
        if (owned instanceof ThreadPoolExecutor threads) {
            resize(threads, Math.max(jobs, 1));
        }
    }

    /** Fits the few to the slots; those that are written off may hold some of them for good. */
    void resizeFew(int slots, int writtenOff) {
        resize(few, fewOf(slots) + writtenOff);
    }

    private void resize(ThreadPoolExecutor threads, int count) {
        if (threads.getMaximumPoolSize() == count) {
            return;
        }
        resizing.lock();
        try {
            if (count > threads.getMaximumPoolSize()) {
                threads.setMaximumPoolSize(count);
                threads.setCorePoolSize(count);
            } else {
                threads.setCorePoolSize(count);
                threads.setMaximumPoolSize(count);
            }
        } finally {
            resizing.unlock();
        }
    }

    /** Whether the executor is the user's: it can block, refuse, or do what it likes. */
    boolean isForeign() {
        return owned == null;
    }

    /** Whether short jobs may run on the I/O thread instead; not so if the user has said which threads to use. */
    boolean inlinesShortJobs() {
        return inlinesShortJobs;
    }

    /** Lets idle threads end. The caller's own executor is left alone. */
    void close() {
        if (owned != null) {
            owned.shutdown();
        }
        few.shutdown();
    }
}
