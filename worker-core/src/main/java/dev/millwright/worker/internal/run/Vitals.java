package dev.millwright.worker.internal.run;

import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.WorkerState;
import dev.millwright.worker.internal.control.Heartbeat;
import dev.millwright.worker.internal.net.loop.IoThread;
import dev.millwright.worker.internal.pool.Pool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Whether the worker does what it could. The clock has it look once a second; what counts is how often in a row it has
 * seen something that should not be, so that a process that was itself held up does not judge by the hours it slept.
 * Any thread may ask.
 */
final class Vitals {
    /** The longest time in which nothing may happen that should. */
    static final Duration LIMIT = Duration.ofMinutes(1);

    private static final long LIMIT_LOOKS = LIMIT.toSeconds();

    private final WorkerClock clock;
    private final Heartbeat heartbeat;
    private final List<Pool> pools;
    private final List<Watch> watches = new ArrayList<>();
    private volatile @Nullable Long lookedNanos;

    /**
     * Watches a worker.
     *
     * @param io the heartbeat's thread
     */
    Vitals(WorkerClock clock, Heartbeat heartbeat, IoThread io, List<Pool> pools) {
        this.clock = clock;
        this.heartbeat = heartbeat;
        this.pools = pools;
        watches.add(new ThreadWatch("the thread of the heartbeat", io));
        for (Pool pool : pools) {
            watches.add(new ThreadWatch("the thread that drives the lanes" + of(pool), pool.thread()));
            watches.add(new FetchWatch(pool));
        }
    }

    private static String of(Pool pool) {
        return pool.name().isEmpty() ? "" : " of pool " + pool.name();
    }

    /** To be called once a second by the clock, from the worker's start to its end. */
    void look() {
        lookedNanos = clock.nanoTime();
        watches.forEach(Watch::look);
    }

    /** What keeps the worker from its work, the server being there; empty if nothing does. */
    Optional<String> stalled(WorkerState state) {
        Long looked = lookedNanos;
        if (looked == null || state == WorkerState.STOPPED) {
            return Optional.empty();
        }
        Duration still = Duration.ofNanos(clock.nanoTime() - looked);
        if (still.compareTo(LIMIT) > 0) {
            return Optional.of("the clock's thread has done nothing for " + still.toSeconds() + " s");
        }
        for (Watch watch : watches) {
            String problem = watch.problem(state);
            if (problem != null) {
                return Optional.of(problem);
            }
        }
        return Optional.empty();
    }

    /** Why the worker fetches no jobs at present, whoever is to blame; empty if it does. */
    Optional<String> notReady(WorkerState state) {
        return switch (state) {
            case NEW, STARTING -> Optional.of("connecting to the server");
            case RUNNING -> stalled(state).or(this::noServer).or(this::allPaused);
            case QUIET -> Optional.of("quiet, fetches no more jobs");
            case STOPPING, STOPPED -> Optional.of("stopping");
        };
    }

    private Optional<String> noServer() {
        if (!heartbeat.isConnected()) {
            return Optional.of("no connection to the server");
        }
        Duration age = heartbeat.age().orElse(Duration.ZERO);
        if (age.compareTo(LIMIT) > 0) {
            return Optional.of("the server confirmed the last heartbeat " + age.toSeconds() + " s ago");
        }
        for (Pool pool : pools) {
            if (pool.connectedLanes() == 0) {
                return Optional.of(noLane(pool));
            }
            Optional<String> refusal = pool.fetchGate().refusal();
            if (refusal.isPresent()) {
                return refusal.map(reply -> "the server answers FETCH" + of(pool) + " with " + reply);
            }
        }
        return Optional.empty();
    }

    /** A pool that somebody has paused is no fault of the worker's, as long as another one fetches. */
    private Optional<String> allPaused() {
        return pools.stream().allMatch(Pool::isToldNotToFetch)
                ? Optional.of(pools.size() == 1 ? "paused" : "all pools are paused")
                : Optional.empty();
    }

    private static String noLane(Pool pool) {
        return "none of the " + pool.laneCount() + " lanes" + of(pool) + " is connected";
    }

    /** Something that is looked at. */
    private interface Watch {
        /** On the clock's thread. */
        void look();

        /** What is wrong now, null if nothing is. Any thread. */
        @Nullable
        String problem(WorkerState state);
    }

    /** Whether a thread does what it is told. */
    private static final class ThreadWatch implements Watch {
        private final String name;
        private final IoThread thread;
        private volatile boolean answered = true;
        private final AtomicInteger missed = new AtomicInteger();

        ThreadWatch(String name, IoThread thread) {
            this.name = name;
            this.thread = thread;
        }

        @Override
        public void look() {
            if (answered) {
                missed.set(0);
                answered = false;
                thread.execute(() -> answered = true);
            } else {
                missed.incrementAndGet();
            }
        }

        @Override
        public @Nullable String problem(WorkerState state) {
            int seconds = missed.get();
            return !answered && seconds >= LIMIT_LOOKS ? name + " has done nothing for " + seconds + " s" : null;
        }
    }

    /** Whether a pool fetches. */
    private final class FetchWatch implements Watch {
        private final Pool pool;
        private final AtomicInteger idle = new AtomicInteger();

        FetchWatch(Pool pool) {
            this.pool = pool;
        }

        @Override
        public void look() {
            idle.set(isIdle() ? idle.get() + 1 : 0);
        }

        /** That a FETCH is not answered, or answered with an error, is the server's doing. */
        private boolean isIdle() {
            return !pool.isFetching()
                    && !pool.isQuiet()
                    && !pool.isBehind()
                    && !pool.isToldNotToFetch()
                    && !pool.hasNoOpenQueue()
                    && freeSlots() > 0
                    && heartbeat.isConnected()
                    && pool.fetchGate().refusal().isEmpty();
        }

        private int freeSlots() {
            return pool.size() - pool.used();
        }

        @Override
        public @Nullable String problem(WorkerState state) {
            if (state != WorkerState.RUNNING) {
                return null;
            }
            String known = pool.problem().orElse(null);
            if (known != null) {
                return known;
            }
            int seconds = idle.get();
            if (seconds < LIMIT_LOOKS || !isIdle()) {
                return null;
            }
            String why = pool.connectedLanes() == 0 ? ": " + noLane(pool) : "";
            return "no FETCH" + of(pool) + " for " + seconds + " s, with " + freeSlots() + " slots free" + why;
        }
    }
}
