package dev.millwright.worker.internal.pool;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;

/** The slots of one pool, each room for one running job. A lane must hold one before it may FETCH. Any thread. */
final class Slots {
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Queue<Runnable> waiting = new ArrayDeque<>();

    @GuardedBy("lock")
    private int free;

    Slots(int count) {
        this.free = count;
    }

    /**
     * Takes a slot.
     *
     * @param granted if none is free, run once when there is one, which is the caller's then; on the thread that gives
     *     it back
     * @return whether there was one
     */
    boolean take(Runnable granted) {
        lock.lock();
        try {
            if (free == 0) {
                waiting.add(granted);
                return false;
            }
            free--;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Gives a slot back: to who has waited longest, if somebody does. */
    void release() {
        Runnable next;
        lock.lock();
        try {
            next = waiting.poll();
            if (next == null) {
                free++;
            }
        } finally {
            lock.unlock();
        }
        if (next != null) {
            next.run();
        }
    }
}
