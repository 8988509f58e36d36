package dev.millwright.worker.internal.job;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The thread that calls one job's function, none while an asynchronous one waits: what it does, and its interrupt. Nobody
 * may be interrupted for a job that it no longer runs, and a stack must be this job's: hence the lock. Any thread.
 */
final class JobThread {
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private @Nullable Thread thread;

    @GuardedBy("lock")
    private boolean interrupted;

    @GuardedBy("lock")
    private boolean told;

    /** The calling thread runs the function from now on. */
    void enter() {
        lock.lock();
        try {
            thread = Thread.currentThread();
        } finally {
            lock.unlock();
        }
    }

    /** The function has ended. An interrupt that was meant for it, or that it left behind, ends with it. */
    void leave() {
        lock.lock();
        try {
            thread = null;
        } finally {
            lock.unlock();
        }
        Thread.interrupted();
    }

    /** Interrupts the thread, unless it has been {@link #tell told} otherwise, or does not run the job. */
    void interrupt() {
        lock.lock();
        try {
            if (thread != null && !told) {
                interrupted = true;
                thread.interrupt();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * The calling thread knows that the job's signal has fired. If it is the one that runs the job, an interrupt has
     * nothing left to say: what is cleaned up from now on may block.
     *
     * @return whether it runs the job and had been interrupted for it
     */
    boolean tell() {
        lock.lock();
        try {
            if (thread != Thread.currentThread()) {
                return false;
            }
            told = true;
            if (interrupted) {
                Thread.interrupted();
            }
            return interrupted;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Decides something by what the function does now, which neither begins nor ends meanwhile.
     *
     * @param decision gets the thread's stack; empty if it does not run the function
     */
    boolean lookingAt(Predicate<Optional<StackTraceElement[]>> decision) {
        lock.lock();
        try {
            return decision.test(Optional.ofNullable(thread).map(Thread::getStackTrace));
        } finally {
            lock.unlock();
        }
    }

    /** Empty if the function has not begun, or has ended. */
    Optional<Thread> now() {
        lock.lock();
        try {
            return Optional.ofNullable(thread);
        } finally {
            lock.unlock();
        }
    }
}
