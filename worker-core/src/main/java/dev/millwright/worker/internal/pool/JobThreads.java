package dev.millwright.worker.internal.pool;

import dev.millwright.worker.Threads;
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

/** The threads on which a pool's jobs run. Any thread. */
public final class JobThreads {
    private final Executor executor;
    private final @Nullable ExecutorService owned;
    private final boolean inlinesShortJobs;
    private final ReentrantLock resizing = new ReentrantLock();

    private JobThreads(Executor executor, @Nullable ExecutorService owned, boolean inlinesShortJobs) {
        this.executor = executor;
        this.owned = owned;
        this.inlinesShortJobs = inlinesShortJobs;
    }

    /** The user's own, unless it has no threads at all. */
    private static JobThreads of(Executor executor) {
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
        return new JobThreads(executor, null, false);
    }

    /** Chooses by the settings. */
    public static JobThreads choose(WorkerSettings settings, PoolSettings pool) {
        if (settings.executor() != null) {
            return of(settings.executor());
        }
        if (settings.threads() != Threads.PLATFORM) {
            ExecutorService virtual = VirtualThreads.executor(prefix(pool));
            if (virtual != null) {
                return new JobThreads(virtual, virtual, false);
            }
            if (settings.threads() == Threads.VIRTUAL) {
                throw new IllegalArgumentException(
                        "this JVM has no virtual threads: run it on Java 21 or later," + " or choose platform threads");
            }
        }
        ExecutorService threads = platform(pool);
        return new JobThreads(threads, threads, true);
    }

    private static String prefix(PoolSettings pool) {
        return pool.name().isEmpty() ? "millwright-job-" : "millwright-" + pool.name() + "-job-";
    }

    private static ExecutorService platform(PoolSettings pool) {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                pool.slots(), pool.slots(), 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, prefix(pool) + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    Executor executor() {
        return executor;
    }

    /** Has platform threads of the worker's own be able to run so many jobs; virtual ones and the user's can or cannot. */
    void resize(int jobs) {
        int count = Math.max(jobs, 1);
        if (!(owned instanceof ThreadPoolExecutor threads) || threads.getMaximumPoolSize() == count) {
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
    }
}
