package dev.millwright.worker.internal.pool;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.WorkerPool;
import dev.millwright.worker.WorkerPool.Change;
import dev.millwright.worker.WorkerPool.Pause;
import dev.millwright.worker.internal.platform.LogText;
import dev.millwright.worker.internal.platform.SafeLogger;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The one source of truth on what has been changed of a pool at run time: its size, its pauses, and who did it. A pause
 * that has an end is ended by one timer. Any thread; those who act on a change are told outside the lock, and look here.
 */
final class PoolChanges {
    private static final Logger LOG = SafeLogger.of(WorkerPool.class);

    private static final Duration LONGEST_PAUSE = Duration.ofDays(3_660);

    /** In place of a queue: all of them. */
    private static final String POOL = "";

    private final String title;
    private final WorkerClock clock;
    private final Runnable resized;
    private final Runnable resumed;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Map<String, Held> pauses = new HashMap<>();

    @GuardedBy("lock")
    private @Nullable Change last;

    private volatile int size; // written under lock, as the two below
    private volatile boolean paused;
    private volatile Set<String> pausedQueues = Set.of();

    /** A pause that holds, told from others by its identity. */
    private static final class Held {
        final Pause pause;
        volatile WorkerClock.@Nullable Scheduled end;

        Held(Pause pause) {
            this.pause = pause;
        }

        void forget() {
            WorkerClock.Scheduled timer = end;
            if (timer != null) {
                timer.cancel();
            }
        }
    }

    /**
     * Nothing has been changed.
     *
     * @param size the number of slots
     * @param resized told after each change of it
     * @param resumed told after the end of each pause
     */
    PoolChanges(String pool, int size, WorkerClock clock, Runnable resized, Runnable resumed) {
        this.title = pool.isEmpty() ? "the unnamed pool" : "pool " + pool;
        this.size = size;
        this.clock = clock;
        this.resized = resized;
        this.resumed = resumed;
    }

    /** How many slots there are to be. */
    int size() {
        return size;
    }

    /** Whether the whole pool is paused. */
    boolean isPaused() {
        return paused;
    }

    /** The queues that are paused by themselves. */
    Set<String> pausedQueues() {
        return pausedQueues;
    }

    void resize(int slots, String by) {
        if (slots < 0 || slots > WorkerPool.MAX_SLOTS) {
            throw new IllegalArgumentException(
                    title + " can have 0 to " + WorkerPool.MAX_SLOTS + " slots, not " + slots);
        }
        String what;
        lock.lock();
        try {
            if (slots == size) {
                return;
            }
            what = slots + " slots instead of " + size;
            size = slots;
            changed(what, by);
        } finally {
            lock.unlock();
        }
        log(what, by, "");
        resized.run();
    }

    /** Pauses the pool, or one queue of it, for some time. */
    void pauseFor(@Nullable String queue, Duration time, String why, String by) {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException("a pause takes more than no time, not " + time);
        }
        if (time.compareTo(LONGEST_PAUSE) > 0) {
            throw tooLong(time.toString());
        }
        Instant now = clock.instant();
        pause(queue, now, now.plus(time), why, by);
    }

    /** Pauses the pool, or one queue of it; until resumed if there is no end. */
    void pauseUntil(@Nullable String queue, @Nullable Instant until, String why, String by) {
        Instant now = clock.instant();
        if (until != null && !until.isAfter(now)) {
            throw new IllegalArgumentException(
                    "a pause ends in the future, but " + until + " is past: it is " + now + " now");
        }
        if (until != null && Duration.between(now, until).compareTo(LONGEST_PAUSE) > 0) {
            throw tooLong("until " + until);
        }
        pause(queue, now, until, why, by);
    }

    private static IllegalArgumentException tooLong(String end) {
        return new IllegalArgumentException("a pause is at most ten years long, not " + end
                + ": leave its end out, and it holds until it is resumed");
    }

    private void pause(@Nullable String queue, Instant now, @Nullable Instant until, String why, String by) {
        Held held = new Held(new Pause(now, Optional.ofNullable(until), LogText.cut(why, LogText.MESSAGE), by));
        String what = "paused" + of(queue) + (until == null ? "" : " until " + until);
        Held before;
        lock.lock();
        try {
            before = pauses.put(key(queue), held);
            publish();
            changed(what, by);
        } finally {
            lock.unlock();
        }
        if (before != null) {
            before.forget();
        }
        log(what, by, why);
        if (until != null) {
            endAt(until, queue, held);
        }
    }

    private void endAt(Instant until, @Nullable String queue, Held held) {
        held.end = clock.schedule(
                () -> {
                    if (clock.instant().isBefore(until)) { // the calendar has been set back
                        endAt(until, queue, held);
                    } else {
                        end(queue, held, "its end");
                    }
                },
                Duration.between(clock.instant(), until));
        if (!isCurrent(queue, held)) {
            held.forget(); // it was taken back before there was a timer
        }
    }

    private boolean isCurrent(@Nullable String queue, Held held) {
        lock.lock();
        try {
            return pauses.get(key(queue)) == held;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the pause of the pool, or of one queue, if there is one. */
    void resume(@Nullable String queue, String by) {
        end(queue, null, by);
    }

    /** Ends a pause; only a certain one, if one is given. */
    private void end(@Nullable String queue, @Nullable Held only, String by) {
        String what = "resumed" + of(queue);
        Held before;
        lock.lock();
        try {
            before = pauses.get(key(queue));
            if (before == null || (only != null && before != only)) {
                return;
            }
            pauses.remove(key(queue));
            publish();
            changed(what, by);
        } finally {
            lock.unlock();
        }
        before.forget();
        log(what, by, "");
        resumed.run();
    }

    @GuardedBy("lock")
    private void publish() {
        paused = pauses.containsKey(POOL);
        Map<String, Held> queues = new HashMap<>(pauses);
        queues.remove(POOL);
        pausedQueues = Set.copyOf(queues.keySet());
    }

    @GuardedBy("lock")
    private void changed(String what, String by) {
        last = new Change(clock.instant(), by, what);
    }

    /** The worker is over: takes the timers back. */
    void close() {
        List<Held> last;
        lock.lock();
        try {
            last = List.copyOf(pauses.values());
        } finally {
            lock.unlock();
        }
        last.forEach(Held::forget);
    }

    /** The pause of the whole pool. */
    Optional<Pause> pause() {
        lock.lock();
        try {
            return Optional.ofNullable(pauses.get(POOL)).map(held -> held.pause);
        } finally {
            lock.unlock();
        }
    }

    /** The pauses of single queues. */
    Map<String, Pause> queuePauses() {
        Map<String, Pause> queues = new TreeMap<>();
        lock.lock();
        try {
            pauses.forEach((queue, held) -> queues.put(queue, held.pause));
        } finally {
            lock.unlock();
        }
        queues.remove(POOL);
        return queues;
    }

    Optional<Change> last() {
        lock.lock();
        try {
            return Optional.ofNullable(last);
        } finally {
            lock.unlock();
        }
    }

    private static String key(@Nullable String queue) {
        return queue == null ? POOL : queue;
    }

    private static String of(@Nullable String queue) {
        return queue == null ? "" : " queue " + queue;
    }

    private void log(String what, String by, String why) {
        LOG.info("{}: {}, by {}{}", title, what, LogText.name(by), why.isBlank() ? "" : ": " + LogText.message(why));
    }
}
