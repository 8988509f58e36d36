package dev.millwright.worker.internal.report;

import dev.millwright.worker.JobListener;
import dev.millwright.worker.internal.platform.SafeLogger;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Consumer;
import org.slf4j.Logger;

/** Calls all listeners and lets none of them harm a job or each other. Any thread. */
public final class Listeners {
    private static final Logger LOG = SafeLogger.of(Listeners.class);

    private static final long CLOSE_LIMIT_SECONDS = 2;

    /** Enough for listeners that are slow for a while, too few to fill the heap. */
    private static final int MOST_WAITING = 10_000;

    private final JobListener[] listeners;
    private final AtomicIntegerArray failures;
    private final AtomicInteger untold = new AtomicInteger();
    private final ThreadPoolExecutor aside =
            new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MOST_WAITING), task -> {
                Thread thread = new Thread(task, "millwright-news");
                thread.setDaemon(true);
                return thread;
            });

    public Listeners(List<JobListener> listeners) {
        this.listeners = listeners.toArray(JobListener[]::new);
        this.failures = new AtomicIntegerArray(this.listeners.length);
        this.aside.allowCoreThreadTimeOut(true);
    }

    /** Lets callers on the path of a job skip making the values of an event when nobody listens. */
    public boolean isEmpty() {
        return listeners.length == 0;
    }

    public void tell(Consumer<JobListener> event) {
        for (int i = 0; i < listeners.length; i++) {
            try {
                event.accept(listeners[i]);
            } catch (Throwable e) { // a checked one too: other languages, and some Java, throw them undeclared
                failed(i, e);
            }
        }
    }

    /**
     * Tells of something soon, on a thread of its own and in the order of these calls. For callers that nobody may hold
     * up: the clock, whoever stops the worker, whoever interrupts jobs.
     */
    public void tellAside(Consumer<JobListener> event) {
        if (isEmpty()) {
            return;
        }
        try {
            aside.execute(() -> tell(event));
        } catch (RejectedExecutionException | OutOfMemoryError e) {
            int times = untold.incrementAndGet();
            if (Integer.bitCount(times) == 1) { // the 1st, 2nd, 4th, …
                LOG.warn(
                        "listeners are not told of something ({} times so far): they are {} news behind, the worker is"
                                + " closed, or the system gives no thread",
                        times,
                        aside.getQueue().size());
            }
        }
    }

    /** Lets the listeners hear what they are still to be told, for a little while. Blocks; ends their thread. */
    public void close() {
        aside.shutdown();
        try {
            if (!aside.awaitTermination(CLOSE_LIMIT_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("a listener holds up the news of the worker's end: the worker ends all the same");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void failed(int index, Throwable cause) {
        int times = failures.incrementAndGet(index);
        if (Integer.bitCount(times) == 1) { // the 1st, 2nd, 4th, …: one that always fails does so several times a job
            LOG.warn(
                    "a job listener failed ({} times so far), which is its own bug: {}",
                    times,
                    listeners[index].getClass().getName(),
                    cause);
        }
    }
}
