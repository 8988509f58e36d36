package dev.millwright.worker.testkit;

import dev.millwright.worker.WorkerClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A clock that stands still until a test moves it. Tasks run on the thread that calls
 * {@link #advance}, in the order in which they are due, and while one runs the clock shows the moment
 * it was due for.
 *
 * <p>Give the same clock to server and worker, and 30 minutes pass at once for both. What travels
 * between them over sockets still takes real time: await its effect before moving on.
 *
 * <p>For use by any thread.
 */
public final class ManualClock implements WorkerClock {
    private static final Instant DEFAULT_START = Instant.parse("2025-01-01T00:00:00Z");

    /** Guards all fields; never held while a task runs. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition scheduled = lock.newCondition();

    /** Held while time moves, so that two calls of advance do not interleave. */
    private final ReentrantLock moving = new ReentrantLock();

    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparing(Task::due).thenComparing(Task::number));
    private Instant now;
    private long numbers;

    /** A clock that shows the first moment of 2025, UTC. */
    public ManualClock() {
        this(DEFAULT_START);
    }

    /**
     * A clock that shows a moment.
     *
     * @param start what it shows until it is moved
     */
    public ManualClock(Instant start) {
        this.now = Objects.requireNonNull(start, "start");
    }

    @Override
    public Instant instant() {
        lock.lock();
        try {
            return now;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long nanoTime() {
        Instant instant = instant();
        return TimeUnit.SECONDS.toNanos(instant.getEpochSecond()) + instant.getNano();
    }

    /**
     * {@inheritDoc}
     *
     * <p>A task without delay runs at the next {@link #advance}, even one by {@link Duration#ZERO}.
     */
    @Override
    public Scheduled schedule(Runnable task, Duration delay) {
        Objects.requireNonNull(task, "task");
        lock.lock();
        try {
            Task entry = new Task(delay.isNegative() ? now : now.plus(delay), numbers++, task);
            tasks.add(entry);
            scheduled.signalAll();
            return () -> cancel(entry);
        } finally {
            lock.unlock();
        }
    }

    private void cancel(Task task) {
        lock.lock();
        try {
            tasks.remove(task);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Moves the clock and runs what becomes due, also what these tasks schedule in turn.
     *
     * @param step how far; not negative
     * @throws RuntimeException the first one that a task threw, after all tasks have run; those of
     *     other tasks are its suppressed ones
     */
    public void advance(Duration step) {
        if (step.isNegative()) {
            throw new IllegalArgumentException("a clock cannot go back by " + step + ": advance it by zero or more");
        }
        moving.lock();
        try {
            Instant target = instant().plus(step);
            @Nullable RuntimeException failure = null;
            for (Task task = nextDue(target); task != null; task = nextDue(target)) {
                failure = run(task, failure);
            }
            show(target);
            if (failure != null) {
                throw failure;
            }
        } finally {
            moving.unlock();
        }
    }

    private static @Nullable RuntimeException run(Task task, @Nullable RuntimeException earlier) {
        try {
            task.action().run();
            return earlier;
        } catch (RuntimeException e) {
            if (earlier == null) {
                return e;
            }
            earlier.addSuppressed(e);
            return earlier;
        }
    }

    private @Nullable Task nextDue(Instant target) {
        lock.lock();
        try {
            Task next = tasks.peek();
            if (next == null || next.due().isAfter(target)) {
                return null;
            }
            tasks.poll();
            if (next.due().isAfter(now)) {
                now = next.due();
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    private void show(Instant target) {
        lock.lock();
        try {
            now = target;
        } finally {
            lock.unlock();
        }
    }

    /**
     * How many tasks are scheduled and not yet run or taken back.
     *
     * @return zero or more
     */
    public int scheduledTasks() {
        lock.lock();
        try {
            return tasks.size();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until another thread has scheduled its task, so that moving the clock will reach it.
     *
     * @param atLeast how many tasks there must be in all
     * @param limit how long to wait at most, in real time
     * @throws AssertionError if there were fewer at the end
     */
    public void awaitScheduledTasks(int atLeast, Duration limit) {
        long left = limit.toNanos();
        lock.lock();
        try {
            while (tasks.size() < atLeast) {
                if (left <= 0) {
                    throw new AssertionError(
                            "not " + atLeast + " scheduled tasks within " + limit + ", but " + tasks.size());
                }
                left = scheduled.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + atLeast + " scheduled tasks", e);
        } finally {
            lock.unlock();
        }
    }

    private record Task(Instant due, long number, Runnable action) {}
}
