package dev.millwright.worker.internal.job;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.internal.platform.SafeLogger;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The calls of one function of a user's that is called when jobs are over: one after another, on a thread of their own. A
 * call that does not return is left behind after a while, and the next ones go on beside it. A function that has left too
 * many behind is not called until one returns. No call is lost silently: each is made, or told that it is not. Any thread.
 */
final class UserCalls {
    private static final Logger LOG = SafeLogger.of(UserCalls.class);

    /** A call that takes longer does not hold up the next ones any more. */
    static final Duration LIMIT = Duration.ofSeconds(10);
    /** A function of which so many calls do not return is not called again before one does. */
    static final int MOST_BEHIND = 16;

    /** One call of the function. None of its methods throws. */
    interface Call {
        /** Calls the function, on a thread that may be held up. */
        void run();

        /**
         * The function has not returned for a while. On the clock's thread.
         *
         * @param thread the name of the thread that it holds
         */
        void leftBehind(String thread);

        /**
         * The function is not going to be called. On any thread, which must not be held up.
         *
         * @param why in words
         */
        void notMade(String why);

        /** The function is not going to be called, as the worker has come to its end. On any thread. */
        void workerEnds();
    }

    private static final long NOBODY = Long.MAX_VALUE;
    private static final long LATE_NANOS = Duration.ofSeconds(1).toNanos();

    private record Waiting(Call call, long since) {}

    private final int mostWaiting;
    private final Duration longestWait;
    private final WorkerClock clock;
    private final Executor threads;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Queue<Waiting> waiting = new ArrayDeque<>();

    private volatile long oldest = NOBODY; // since when the first of them waits; written under lock

    /** The turn of the next call; null if nobody has it. */
    @GuardedBy("lock")
    private @Nullable Turn turn;

    @GuardedBy("lock")
    private int behind;

    @GuardedBy("lock")
    private boolean closed;

    /**
     * The calls of a function.
     *
     * @param mostWaiting how many may wait for their turn
     * @param longestWait how long one may wait for it
     * @param threads gives each task a thread at once
     */
    UserCalls(int mostWaiting, Duration longestWait, WorkerClock clock, Executor threads) {
        this.mostWaiting = mostWaiting;
        this.longestWait = longestWait;
        this.clock = clock;
        this.threads = threads;
    }

    /** Has a call made after those before it, or tells it at once that it will not be. */
    void add(Call call) {
        String refusal = null;
        Turn begun = null;
        boolean over;
        lock.lock();
        try {
            over = closed;
            if (!over) {
                refusal = refusal();
                if (refusal == null) {
                    waiting.add(new Waiting(call, clock.nanoTime()));
                    changed();
                    begun = beginTurn();
                }
            }
        } finally {
            lock.unlock();
        }
        if (over) {
            call.workerEnds();
        } else if (refusal != null) {
            call.notMade(refusal);
        }
        start(begun);
    }

    /** Whether the function does not keep up: a call has waited for its turn for over a second. */
    boolean isLate() {
        long since = oldest;
        return since != NOBODY && clock.nanoTime() - since > LATE_NANOS;
    }

    @GuardedBy("lock")
    private void changed() {
        Waiting first = waiting.peek();
        oldest = first == null ? NOBODY : first.since;
    }

    @GuardedBy("lock")
    private @Nullable String refusal() {
        if (behind >= MOST_BEHIND) {
            return behind + " earlier calls have not returned";
        }
        return waiting.size() >= mostWaiting ? waiting.size() + " calls wait already" : null;
    }

    /** Null if nothing waits, or somebody goes on already. */
    @GuardedBy("lock")
    private @Nullable Turn beginTurn() {
        if (turn != null || waiting.isEmpty()) {
            return null;
        }
        Turn begun = new Turn();
        turn = begun;
        return begun;
    }

    private void start(@Nullable Turn begun) {
        if (begun == null) {
            return;
        }
        try {
            threads.execute(begun);
        } catch (Throwable e) { // the system gives no thread, for instance: the sweep tries again
            lock.lock();
            try {
                if (turn == begun) {
                    turn = null;
                }
            } finally {
                lock.unlock();
            }
            LOG.warn("there is no thread to call what is to be called when jobs are over: trying again", e);
        }
    }

    /** Leaves behind what takes too long. To be called once a second. */
    void sweep() {
        long now = clock.nanoTime();
        Turn slow = null;
        Call held = null;
        List<Call> refused = List.of();
        String refusal;
        Turn begun;
        lock.lock();
        try {
            if (turn != null && turn.call != null && now - turn.since >= LIMIT.toNanos()) {
                slow = turn;
                held = slow.call;
                slow.isBehind = true;
                turn = null;
                behind++;
            }
            refusal = refusal();
            if (behind >= MOST_BEHIND) {
                refused = takeAll();
            } else {
                refused = takeOld(now);
                refusal = "it has waited for " + longestWait.toSeconds() + " s for those before it";
            }
            begun = beginTurn();
        } finally {
            lock.unlock();
        }
        if (slow != null && held != null) {
            held.leftBehind(slow.thread);
        }
        for (Call call : refused) {
            call.notMade(String.valueOf(refusal));
        }
        start(begun);
    }

    /** Makes no further call. */
    void close() {
        List<Call> left;
        lock.lock();
        try {
            closed = true;
            left = takeAll();
        } finally {
            lock.unlock();
        }
        left.forEach(Call::workerEnds);
    }

    @GuardedBy("lock")
    private List<Call> takeAll() {
        List<Call> all = waiting.stream().map(Waiting::call).toList();
        waiting.clear();
        changed();
        return all;
    }

    @GuardedBy("lock")
    private List<Call> takeOld(long now) {
        List<Call> old = new ArrayList<>();
        for (Waiting next = waiting.peek();
                next != null && now - next.since >= longestWait.toNanos();
                next = waiting.peek()) {
            old.add(next.call);
            waiting.remove();
        }
        changed();
        return old;
    }

    /** The next call for a turn; null if that is over. */
    private @Nullable Call next(Turn asking) {
        long now = clock.nanoTime();
        lock.lock();
        try {
            asking.call = null;
            if (asking.isBehind) {
                asking.isBehind = false;
                behind--;
                if (turn != null) {
                    return null; // others have gone on
                }
                turn = asking;
            }
            Waiting first = waiting.poll();
            changed();
            Call call = first == null ? null : first.call;
            asking.call = call;
            asking.since = now;
            if (call == null) {
                turn = null;
            }
            return call;
        } finally {
            lock.unlock();
        }
    }

    /** A thread that makes one call after another. Its fields are guarded by the lock. */
    private final class Turn implements Runnable {
        private @Nullable Call call;
        private long since;
        private boolean isBehind;
        private volatile String thread = "";

        @Override
        public void run() {
            thread = Thread.currentThread().getName();
            for (Call made = next(this); made != null; made = next(this)) {
                made.run();
            }
        }
    }
}
