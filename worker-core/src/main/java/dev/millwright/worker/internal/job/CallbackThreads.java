package dev.millwright.worker.internal.job;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.internal.platform.Guard;
import dev.millwright.worker.internal.platform.LogText;
import dev.millwright.worker.internal.platform.SafeLogger;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Runs what is the user's when signals fire: callbacks, and the cancelling of stages. One that blocks must not hold up
 * other jobs, and ten thousand at once must not take as many threads: so a few threads take one after another, and one
 * that is held up does not count among the few. A stop waits for all of them. Any thread.
 */
final class CallbackThreads {
    private static final Logger LOG = SafeLogger.of(CallbackThreads.class);

    /** So many threads at a time, beside those that are held up. */
    static final int FEW = 8;

    /** What takes longer holds its thread up. */
    private static final long PATIENCE = Duration.ofMillis(50).toNanos();

    private static final Duration RETRY = Duration.ofSeconds(1);

    private record Call(String jid, Runnable callbacks, PendingWork.Token token) {}

    private final WorkerClock clock;
    private final PendingWork pending;
    private final BiFunction<Runnable, String, Thread> maker;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final Queue<Call> waiting = new ArrayDeque<>();

    @GuardedBy("lock")
    private final Set<Turn> turns = new HashSet<>();

    CallbackThreads(WorkerClock clock, PendingWork pending) {
        this(clock, pending, Thread::new);
    }

    /** With another way to make threads, for a test. */
    CallbackThreads(WorkerClock clock, PendingWork pending, BiFunction<Runnable, String, Thread> maker) {
        this.clock = clock;
        this.pending = pending;
        this.maker = maker;
    }

    /** Runs a signal's callbacks soon. If the system gives no thread, a second later. */
    void run(String jid, Runnable callbacks) {
        Call call = new Call(jid, callbacks, pending.begin());
        lock.lock();
        try {
            waiting.add(call);
        } finally {
            lock.unlock();
        }
        startThreads();
    }

    /** Gives those that wait threads, if others are held up. To be called once a second. */
    void sweep() {
        startThreads();
    }

    private void startThreads() {
        for (Turn turn = newTurn(); turn != null; turn = newTurn()) {
            if (!start(turn)) {
                return;
            }
        }
    }

    /** Null if nothing waits, or enough are about to take it. */
    private @Nullable Turn newTurn() {
        long now = clock.nanoTime();
        lock.lock();
        try {
            long moving =
                    turns.stream().filter(turn -> now - turn.since < PATIENCE).count();
            long beginning = turns.stream().filter(turn -> turn.isBeginning).count();
            if (moving >= FEW || beginning >= waiting.size()) {
                return null;
            }
            Turn turn = new Turn(now);
            turns.add(turn);
            return turn;
        } finally {
            lock.unlock();
        }
    }

    private boolean start(Turn turn) {
        try {
            Thread thread = maker.apply(turn, "millwright-cancel");
            thread.setDaemon(true);
            thread.start();
            return true;
        } catch (OutOfMemoryError e) {
            lock.lock();
            try {
                turns.remove(turn);
            } finally {
                lock.unlock();
            }
            LOG.warn("the system gives no thread to run the callbacks of cancelled jobs: trying again", e);
            clock.schedule(this::startThreads, RETRY);
            return false;
        }
    }

    /** One thread's work. Its fields are guarded by the lock. */
    private final class Turn implements Runnable {
        private long since;
        private boolean isBeginning = true;

        Turn(long now) {
            this.since = now;
        }

        @Override
        public void run() {
            for (Call call = next(); call != null; call = next()) {
                Thread.currentThread().setName("millwright-cancel-" + LogText.name(call.jid));
                try {
                    Guard.run(call.callbacks, LOG, "what was to run when a job was cancelled failed");
                } finally {
                    call.token.end();
                }
            }
        }

        private @Nullable Call next() {
            long now = clock.nanoTime();
            lock.lock();
            try {
                isBeginning = false;
                since = now;
                Call next = waiting.poll();
                if (next == null) {
                    turns.remove(this);
                }
                return next;
            } finally {
                lock.unlock();
            }
        }
    }
}
