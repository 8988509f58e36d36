package dev.millwright.worker.testkit.worker;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Holds jobs, which wait so for a thread, however many they are, until they are released; others it runs on daemon threads.
 * Any thread.
 */
final class HeldJobs implements Executor {
    private final Predicate<String> which;
    private final Semaphore taken = new Semaphore(0);
    private final Queue<Runnable> held = new ConcurrentLinkedQueue<>();
    private volatile boolean released;

    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "not-held");
        thread.setDaemon(true);
        return thread;
    });

    /** All, but not the task with which a worker tries an executor. */
    HeldJobs() {
        this(job -> job.contains("(queue "));
    }

    /** Those whose job in words, jobtype, jid and queue, passes. */
    HeldJobs(Predicate<String> which) {
        this.which = which;
    }

    @Override
    public void execute(Runnable job) {
        if (released || !which.test(job.toString())) {
            threads.execute(job);
            return;
        }
        held.add(job);
        taken.release();
        if (released) {
            release();
        }
    }

    /** Waits until so many more are held. */
    void await(int jobs) {
        try {
            if (!taken.tryAcquire(jobs, 60, TimeUnit.SECONDS)) {
                throw new AssertionError("not " + jobs + " more jobs are held, but " + taken.availablePermits());
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Runs those that are held, and holds no more. */
    void release() {
        released = true;
        for (Runnable job = held.poll(); job != null; job = held.poll()) {
            threads.execute(job);
        }
    }
}
