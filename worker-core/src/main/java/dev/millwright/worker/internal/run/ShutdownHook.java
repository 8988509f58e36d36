package dev.millwright.worker.internal.run;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.millwright.worker.internal.platform.SafeLogger;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Stops a worker when its JVM is told to end, and holds that end back until the worker has stopped. Whoever calls
 * {@link System#exit} from a job, a listener or a hook never returns from it, so each wait here has an end and none of
 * our steps is taken on the hook's own thread. Any thread.
 */
final class ShutdownHook {
    private static final Logger LOG = SafeLogger.of(ShutdownHook.class);

    /** Beyond shutdown timeout and cleanup grace: for a last FETCH, the last reports, and closing. */
    private static final Duration CLOSING_LIMIT = Duration.ofSeconds(10);
    /** For listeners that hear of the end, when nothing is left to lose. */
    private static final Duration NEWS_LIMIT = Duration.ofSeconds(2);

    private final Runnable beginStop;
    private final CompletableFuture<?> stopped;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private @Nullable Thread added;

    /**
     * Makes a hook that is not added to the JVM yet.
     *
     * @param beginStop begins the stop. It calls extensions, so it may never return
     * @param stopped completes when all is over and the listeners know it
     */
    ShutdownHook(Runnable beginStop, CompletableFuture<?> stopped) {
        this.beginStop = beginStop;
        this.stopped = stopped;
    }

    /**
     * Adds this hook to the JVM.
     *
     * @param timeouts how long the stop may take for jobs
     * @throws IllegalStateException if the JVM is ending already
     */
    void add(Duration timeouts) {
        Thread thread = new Thread(() -> holdBack(timeouts.plus(CLOSING_LIMIT)), "millwright-shutdown");
        lock.lock();
        try {
            if (closed.getCount() > 0) { // else it has been stopped meanwhile
                Runtime.getRuntime().addShutdownHook(thread);
                added = thread;
            }
        } catch (IllegalStateException e) {
            throw new IllegalStateException("the JVM is shutting down: no worker is started any more", e);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Says that the worker holds nothing any more. Takes the hook back, so that nothing keeps the worker and its class
     * loader, and lets the JVM end if it waits.
     */
    void workerClosed() {
        lock.lock();
        try {
            closed.countDown();
            if (added != null) {
                Runtime.getRuntime().removeShutdownHook(added);
                added = null;
            }
        } catch (IllegalStateException e) {
            // The JVM is ending, perhaps because of this very hook.
        } finally {
            lock.unlock();
        }
    }

    private void holdBack(Duration limit) {
        try {
            Thread stopping = new Thread(beginStop, "millwright-stop");
            stopping.setDaemon(true);
            stopping.start();
            // The conversion saturates, where a timeout is given in centuries.
            if (closed.await(TimeUnit.NANOSECONDS.convert(limit), TimeUnit.NANOSECONDS)) {
                stopped.get(NEWS_LIMIT.toNanos(), TimeUnit.NANOSECONDS);
            } else {
                LOG.warn("the worker has not stopped within {} s: the JVM ends without it", limit.toSeconds());
            }
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            // Whatever it was, the JVM's end is not held back for it.
        }
    }
}
