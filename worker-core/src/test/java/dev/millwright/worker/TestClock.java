package dev.millwright.worker;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A clock that a test drives by hand. Tasks run on the thread that advances it. Any thread. */
public final class TestClock implements WorkerClock {
    private record Task(Runnable action, long due, long order) {}

    private static final Instant ORIGIN = Instant.parse("2030-01-01T00:00:00Z");

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition scheduled = lock.newCondition();
    private final List<Task> tasks = new ArrayList<>();
    private long now;
    private long order;

    @Override
    public Instant instant() {
        return ORIGIN.plusNanos(nanoTime());
    }

    @Override
    public long nanoTime() {
        lock.lock();
        try {
            return now;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Scheduled schedule(Runnable action, Duration delay) {
        lock.lock();
        try {
            Task task = new Task(action, now + Math.max(0, delay.toNanos()), order++);
            tasks.add(task);
            scheduled.signalAll();
            return () -> remove(task);
        } finally {
            lock.unlock();
        }
    }

    private void remove(Task task) {
        lock.lock();
        try {
            tasks.remove(task);
        } finally {
            lock.unlock();
        }
    }

    /** Lets time pass; runs what becomes due, in order. */
    public void advance(Duration duration) {
        long end = nanoTime() + duration.toNanos();
        for (Task next = takeDue(end); next != null; next = takeDue(end)) {
            next.action().run();
        }
    }

    private Task takeDue(long end) {
        lock.lock();
        try {
            Task next = tasks.stream()
                    .filter(task -> task.due() <= end)
                    .min(Comparator.comparingLong(Task::due).thenComparingLong(Task::order))
                    .orElse(null);
            now = next == null ? end : Math.max(now, next.due());
            tasks.remove(next);
            return next;
        } finally {
            lock.unlock();
        }
    }

    /** How many tasks wait. */
    public int waiting() {
        lock.lock();
        try {
            return tasks.size();
        } finally {
            lock.unlock();
        }
    }

    /** The pause until the task that is due next; waits for one that comes from another thread. */
    public Duration awaitNext() throws InterruptedException {
        lock.lock();
        try {
            long patience = TimeUnit.SECONDS.toNanos(20);
            while (tasks.isEmpty()) {
                if (patience <= 0) {
                    throw new AssertionError("nothing has been scheduled");
                }
                patience = scheduled.awaitNanos(patience);
            }
            return Duration.ofNanos(tasks.stream().mapToLong(Task::due).min().orElseThrow() - now);
        } finally {
            lock.unlock();
        }
    }
}
