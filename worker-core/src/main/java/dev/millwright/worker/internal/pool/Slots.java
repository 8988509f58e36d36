package dev.millwright.worker.internal.pool;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;

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
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Deque<Runnable> waitingJobs = new ArrayDeque<>();

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
        List<Runnable> granted;
        lock.lock();
        try {
            fetching--;
            boundLate();
            granted = grant();
        } finally {
            lock.unlock();
        }
        granted.forEach(Runnable::run);
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
     * @param granted if another job came first, run once when there is a slot, before all that wait now
     * @return whether the job has it
     */
    boolean occupy(Runnable granted) {
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
     * @param granted if all are taken by others that run, run once when there is a slot, which is the job's then
     * @return whether there was one
     */
    boolean enter(Runnable granted) {
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
        List<Runnable> granted;
        lock.lock();
        try {
            running--;
            boundLate();
            granted = grant();
        } finally {
            lock.unlock();
        }
        granted.forEach(Runnable::run);
    }

    /**
     * A job runs no more, and its lane wants the slot for the next FETCH.
     *
     * @return whether the lane has it; if not it has been given back
     */
    boolean refetch() {
        List<Runnable> granted;
        lock.lock();
        try {
            running--;
            boundLate();
            if (waitingJobs.isEmpty() && running + fetching < size) {
                fetching++;
                return true;
            }
            granted = grant();
        } finally {
            lock.unlock();
        }
        granted.forEach(Runnable::run);
        return false;
    }

    /** Changes how many there are. More are granted at once; fewer never stop what runs. */
    void resize(int count) {
        List<Runnable> granted;
        lock.lock();
        try {
            late = count < size ? Integer.MAX_VALUE : late;
            size = count;
            boundLate();
            granted = grant();
        } finally {
            lock.unlock();
        }
        granted.forEach(Runnable::run);
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
    private List<Runnable> grant() {
        if (waitingJobs.isEmpty() && waitingLanes.isEmpty()) {
            return List.of();
        }
        List<Runnable> granted = new ArrayList<>(1);
        while (!waitingJobs.isEmpty() && hasRoomForJob()) {
            running++;
            granted.add(waitingJobs.remove());
        }
        while (!waitingLanes.isEmpty() && mayFetch()) {
            fetching++;
            granted.add(waitingLanes.remove());
        }
        return granted;
    }
}
