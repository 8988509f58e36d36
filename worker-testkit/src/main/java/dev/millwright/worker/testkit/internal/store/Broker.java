package dev.millwright.worker.testkit.internal.store;

import dev.millwright.worker.WorkerClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Owns the one lock of the server and everything it guards: store, worker registry, waiting FETCHes.
 * All changes go through {@link #write}, which hands new jobs to waiting FETCHes and wakes whoever
 * awaits a state. For use by any thread; only {@link #fetch}, {@link #pause} and {@link #await} block.
 */
public final class Broker {
    /** Work that is done under the lock. */
    public interface Action<T extends @Nullable Object, X extends Exception> {
        T run() throws X;
    }

    /** Work that is done under the lock and has no result. */
    public interface Step<X extends Exception> {
        void run() throws X;
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final WorkerClock clock;
    private final Duration fetchWait;
    private final Store store;
    private final WorkerRegistry workers;

    /** Blocked FETCHes; the one that has waited longest is served first, as Redis does. */
    private final Set<Waiter> fetches = new LinkedHashSet<>();

    private final Set<Waiter> pauses = new LinkedHashSet<>();

    /** Counts the lives of the server: a thread of an earlier one must not wait or take a job any more. */
    private int life;

    /** A broker whose FETCHes wait so long for a job. */
    public Broker(WorkerClock clock, Duration fetchWait, RandomGenerator random) {
        this.clock = clock;
        this.fetchWait = fetchWait;
        this.store = new Store(clock, random);
        this.workers = new WorkerRegistry(clock);
    }

    public WorkerClock clock() {
        return clock;
    }

    /** Only for use within {@link #read} and {@link #write}. */
    public Store store() {
        return store;
    }

    /** Only for use within {@link #read} and {@link #write}. */
    public WorkerRegistry workers() {
        return workers;
    }

    /** Looks at the state. */
    public <T extends @Nullable Object, X extends Exception> T read(Action<T, X> action) throws X {
        lock.lock();
        try {
            return action.run();
        } finally {
            lock.unlock();
        }
    }

    /** Changes the state. */
    public <X extends Exception> void write(Step<X> step) throws X {
        lock.lock();
        try {
            step.run();
        } finally {
            settle();
            lock.unlock();
        }
    }

    private void settle() {
        if (store.takeEnqueued()) {
            Iterator<Waiter> waiting = fetches.iterator();
            while (waiting.hasNext()) {
                Waiter waiter = waiting.next();
                if (waiter.isOver()) {
                    // Its time is up, only its thread has not got there yet: a job would be lost on it.
                    continue;
                }
                Reservation job = store.reserve(waiter.wid(), waiter.queues());
                if (job != null) {
                    // Reserved here and not by the FETCH's own thread, so that a job is at no moment
                    // neither queued nor reserved.
                    waiting.remove();
                    waiter.finish(job);
                }
            }
        }
        changed.signalAll();
    }

    /**
     * Reserves the next job of these queues, waiting for one if need be.
     *
     * <p>Which queues are paused is looked at once, at the beginning, as in the stock server.
     *
     * @param ofLife the {@link #life} that the connection belongs to
     * @return null if there was none
     */
    public @Nullable Reservation fetch(int ofLife, String wid, List<String> queues) {
        lock.lock();
        try {
            if (ofLife != life) {
                return null;
            }
            List<String> active = store.queues().withoutPaused(queues);
            Reservation job = store.reserve(wid, active);
            return job != null ? job : block(new Waiter(wid, active, lock.newCondition()), fetchWait, fetches);
        } finally {
            changed.signalAll();
            lock.unlock();
        }
    }

    /** Waits, by the server's clock; shorter if the server goes down. */
    public void pause(int ofLife, Duration length) {
        lock.lock();
        try {
            if (ofLife == life) {
                block(new Waiter("", List.of(), lock.newCondition()), length, pauses);
            }
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Reservation block(Waiter waiter, Duration length, Set<Waiter> group) {
        group.add(waiter);
        changed.signalAll();
        WorkerClock.Scheduled timer = clock.schedule(() -> write(() -> waiter.finish(null)), length);
        try {
            return waiter.await();
        } finally {
            timer.cancel();
            group.remove(waiter);
        }
    }

    /** Ends the waits of all FETCHes, without a job. */
    public void endFetches() {
        write(() -> List.copyOf(fetches).forEach(waiter -> waiter.finish(null)));
    }

    /** Puts a job back that reached nobody. */
    public void giveBack(Reservation reservation) {
        write(() -> store.giveBack(reservation));
    }

    /** How many FETCHes wait now. */
    public int blockedFetches() {
        return read(fetches::size);
    }

    public int life() {
        return read(() -> life);
    }

    /**
     * The server goes down: all threads that wait go on with nothing, and what the stock server keeps
     * in memory only is forgotten.
     */
    public void endLife() {
        write(() -> {
            life++;
            workers.clear();
            store.forgetDefaultRetry();
            List<Waiter> all = new ArrayList<>(fetches);
            all.addAll(pauses);
            all.forEach(waiter -> waiter.finish(null));
        });
    }

    /**
     * Waits, in real time, until a condition holds; it is looked at whenever the state has changed.
     *
     * @return whether it held before the limit
     */
    public boolean await(BooleanSupplier condition, Duration limit) throws InterruptedException {
        long left = limit.toNanos();
        lock.lockInterruptibly();
        try {
            while (!condition.getAsBoolean()) {
                if (left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }
}
