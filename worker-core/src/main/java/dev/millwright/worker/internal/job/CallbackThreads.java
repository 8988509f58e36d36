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
import java.util.concurrent.locks.Condition;
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

    /** How long a thread waits for the next call, in real time: many jobs are cancelled one soon after another. */
    private static final long LINGER = Duration.ofMillis(200).toNanos();

    private static final Duration RETRY = Duration.ofSeconds(1);

    private record Call(String jid, Runnable callbacks, PendingWork.Token token) {}

    private final WorkerClock clock;
    private final PendingWork pending;
    private final BiFunction<Runnable, String, Thread> maker;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition called = lock.newCondition();

    @GuardedBy("lock")
    private final Queue<Call> waiting = new ArrayDeque<>();

    @GuardedBy("lock")
    private final Set<Turn> turns = new HashSet<>();

    /** How many of them are about to take a call. */
    @GuardedBy("lock")
    private int free;

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
            called.signal();
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
            if (free >= waiting.size() || moving(now) >= FEW) {
                return null;
            }
            Turn turn = new Turn(now);
            turns.add(turn);
            free++;
            return turn;
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private int moving(long now) {
        int moving = 0;
        for (Turn turn : turns) {
            moving += now - turn.since < PATIENCE ? 1 : 0;
        }
        return moving;
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
                free--;
            } finally {
                lock.unlock();
            }
            LOG.warn("the system gives no thread to run the callbacks of cancelled jobs: trying again", e);
            clock.schedule(this::startThreads, RETRY);
            return false;
        }
    }

    /** The next call for a thread that is free; null if none comes for a while, and the thread is to end. */
    private @Nullable Call take(Turn turn) {
        lock.lock();
        try {
            awaitCall();
            Call call = waiting.poll();
            free--;
            if (call == null) {
                turns.remove(turn);
            }
            return call;
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void awaitCall() {
        try {
            long left = LINGER;
            while (waiting.isEmpty() && left > 0) {
                left = called.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            // Nobody has a reason to: the thread may as well end.
        }
    }

    private void isFree() {
        lock.lock();
        try {
            free++;
        } finally {
            lock.unlock();
        }
    }

    /** One thread's work. */
    private final class Turn implements Runnable {
        private volatile long since;

        Turn(long now) {
            this.since = now;
        }

        @Override
        public void run() {
            for (Call call = take(this); call != null; call = take(this)) {
                since = clock.nanoTime();
                Thread.currentThread().setName("millwright-cancel-" + LogText.name(call.jid));
                try {
                    Guard.run(call.callbacks, LOG, "what was to run when a job was cancelled failed");
                } finally {
                    Thread.interrupted(); // what a callback leaves behind is not for the next
                    call.token.end();
                    isFree();
                }
            }
        }
    }
}
