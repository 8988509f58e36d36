package dev.millwright.worker.internal.pool;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.millwright.worker.internal.platform.Guard;
import dev.millwright.worker.internal.platform.SafeLogger;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;

/**
 * The slots of one pool, each room for one running job. A lane holds one before it may FETCH, and the job that it brings
 * takes it over. A job that has been fetched before and wants to run again comes first: it need not wait for the reply to
 * a FETCH, which can take 2 s, but takes the slot that was meant for it; what that FETCH brings then waits for a slot.
 * So there are never more jobs running than slots, but for a while after their number was lowered: what FETCHes bring that
 * were under way then runs, too.
 *
 * <p>Any thread. What is granted is run on the thread that gives back, outside the lock.
 */
final class Slots {
    private static final Logger LOG = SafeLogger.of(Slots.class);

    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicInteger grants = new AtomicInteger();

    @GuardedBy("lock")
    private final Deque<BooleanSupplier> waitingJobs = new ArrayDeque<>();

    @GuardedBy("lock")
    private final Queue<Runnable> waitingLanes = new ArrayDeque<>();

    @GuardedBy("lock")
    private int size;

    @GuardedBy("lock")
    private int running;

    @GuardedBy("lock")
    private int fetching;

    /** How many of the FETCHes under way were sent when there were more slots: their jobs must not wait for one. */
    @GuardedBy("lock")
    private int late;

    Slots(int size) {
        this.size = size;
    }

    /**
     * Takes a slot for a FETCH.
     *
     * @param granted if none is free, run once when there is one, which is the caller's then
     * @return whether there was one
     */
    boolean take(Runnable granted) {
        lock.lock();
        try {
            if (mayFetch()) {
                fetching++;
                return true;
            }
            waitingLanes.add(granted);
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Gives back what was taken for a FETCH that brings no job. */
    void putBack() {
        boolean wanted;
        lock.lock();
        try {
            fetching--;
            boundLate();
            wanted = isWanted();
        } finally {
            lock.unlock();
        }
        grantIf(wanted);
    }

    /** A lane wants no slot any more. Too late if one has just been granted to it: then that is run, as ever. */
    void withdraw(Runnable granted) {
        lock.lock();
        try {
            waitingLanes.remove(granted);
        } finally {
            lock.unlock();
        }
    }

    /**
     * A FETCH has brought a job, which takes over what was taken for it.
     *
     * @param granted if another job came first, asked once when there is a slot, before all that wait now; answers whether
     *     the job takes it
     * @return whether the job has it
     */
    boolean occupy(BooleanSupplier granted) {
        lock.lock();
        try {
            fetching--;
            boolean room = hasRoomForJob() || late-- > 0;
            if (room) {
                running++;
            } else {
                waitingJobs.addFirst(granted);
            }
            boundLate();
            return room;
        } finally {
            lock.unlock();
        }
    }

    /**
     * A job that was fetched before wants to run.
     *
     * @param granted if all are taken by others that run, asked once when there is a slot; answers whether the job takes it
     * @return whether there was one
     */
    boolean enter(BooleanSupplier granted) {
        lock.lock();
        try {
            if (hasRoomForJob()) {
                running++;
                return true;
            }
            waitingJobs.add(granted);
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** A job runs no more. */
    void leave() {
        grantIf(leftRoom());
    }

    private boolean leftRoom() {
        lock.lock();
        try {
            running--;
            boundLate();
            return isWanted();
        } finally {
            lock.unlock();
        }
    }

    /**
     * A job runs no more, and its lane wants the slot for the next FETCH.
     *
     * @return whether the lane has it; if not it has been given back
     */
    boolean refetch() {
        boolean wanted;
        lock.lock();
        try {
            running--;
            boundLate();
            if (waitingJobs.isEmpty() && running + fetching < size) {
                fetching++;
                return true;
            }
            wanted = isWanted();
        } finally {
            lock.unlock();
        }
        grantIf(wanted);
        return false;
    }

    /** Changes how many there are. More are granted at once; fewer never stop what runs. */
    void resize(int count) {
        boolean wanted;
        lock.lock();
        try {
            late = count < size ? Integer.MAX_VALUE : late;
            size = count;
            boundLate();
            wanted = isWanted();
        } finally {
            lock.unlock();
        }
        grantIf(wanted);
    }

    int size() {
        lock.lock();
        try {
            return size;
        } finally {
            lock.unlock();
        }
    }

    /** How many jobs run. */
    int used() {
        lock.lock();
        try {
            return running;
        } finally {
            lock.unlock();
        }
    }

    /** How many jobs wait for a slot that were fetched before. */
    int waiting() {
        lock.lock();
        try {
            return waitingJobs.size();
        } finally {
            lock.unlock();
        }
    }

    /** How many jobs run, or may come with a FETCH under way. */
    int taken() {
        lock.lock();
        try {
            return running + fetching;
        } finally {
            lock.unlock();
        }
    }

    /** No more than there are FETCHes under way, and no more than are too many. */
    @GuardedBy("lock")
    private void boundLate() {
        late = Math.max(0, Math.min(late, Math.min(fetching, running + fetching - size)));
    }

    /** With no slots at all, jobs in hand run one after the other: they are reserved, and would wait for ever. */
    @GuardedBy("lock")
    private boolean hasRoomForJob() {
        return running < Math.max(size, 1);
    }

    @GuardedBy("lock")
    private boolean mayFetch() {
        return waitingJobs.isEmpty() && running + fetching < size;
    }

    @GuardedBy("lock")
    private boolean isWanted() {
        return !waitingJobs.isEmpty() || !waitingLanes.isEmpty();
    }

    /**
     * Gives out what is free, one after the other: thousands of jobs can decline, as they were cancelled while they waited,
     * and what is granted can give a slot back at once. So a call within another one only has that look once more.
     */
    private void grantIf(boolean wanted) {
        if (!wanted || grants.getAndIncrement() != 0) {
            return;
        }
        int seen = 1;
        do {
            while (grantOne()) {
                // until nobody waits, or nothing is free
            }
            seen = grants.addAndGet(-seen);
        } while (seen != 0);
    }

    /** False if there is nothing to be granted. */
    private boolean grantOne() {
        BooleanSupplier job = null;
        Runnable lane = null;
        lock.lock();
        try {
            if (!waitingJobs.isEmpty() && hasRoomForJob()) {
                running++;
                job = waitingJobs.remove();
            } else if (!waitingLanes.isEmpty() && mayFetch()) {
                fetching++;
                lane = waitingLanes.remove();
            }
        } finally {
            lock.unlock();
        }
        if (job != null && !accepts(job)) {
            leftRoom();
        } else if (lane != null) {
            Guard.run(lane, LOG, "a lane could not be given its slot");
        }
        return job != null || lane != null;
    }

    private static boolean accepts(BooleanSupplier job) {
        boolean[] taken = {true};
        Guard.run(() -> taken[0] = job.getAsBoolean(), LOG, "a job could not be given its slot");
        return taken[0];
    }
}
