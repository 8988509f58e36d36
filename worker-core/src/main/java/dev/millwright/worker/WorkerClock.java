package dev.millwright.worker;

import java.time.Duration;
import java.time.InstantSource;

/**
 * The one source of time of a worker, a client or a development server: calendar time, a monotonic
 * clock, and tasks that run later. Production code uses {@link #system()}; tests drive one by hand.
 *
 * <p>Implementations are safe for use by many threads.
 */
public interface WorkerClock extends InstantSource {

    /** A task that was scheduled and can be taken back. */
    interface Scheduled {
        /** Takes the task back. Has no effect once it has begun. */
        void cancel();
    }

    /**
     * A monotonic reading, only good for differences, as {@link System#nanoTime()}.
     *
     * @return nanoseconds since an arbitrary origin
     */
    long nanoTime();

    /**
     * Runs a task once, later.
     *
     * @param task short and non-blocking; runs on the clock's own thread; what it throws is logged
     * @param delay how long from now; zero or less means as soon as possible
     * @return a handle that takes the task back
     */
    Scheduled schedule(Runnable task, Duration delay);

    /**
     * The real clock. Its daemon thread runs while there is something to do. A worker or client that is given this
     * clock has a thread of its own instead, which ends with it.
     *
     * @return the clock of this JVM
     */
    static WorkerClock system() {
        return dev.millwright.worker.internal.platform.SystemClock.INSTANCE;
    }
}
