package dev.millwright.worker.internal.net;

import io.netty.channel.IoHandlerFactory;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two threads for one event loop: the driver reads, writes and takes turns; the standby looks now and then
 * whether the driver is still in the turn it was in before, and if so takes the loop over. The thread that
 * is left behind ends with its turn. As long as there are no turns, the standby sleeps.
 */
final class NettyTurnThread extends NettyIoThread implements TurnThread {
    private static final Logger LOG = LoggerFactory.getLogger(NettyTurnThread.class);

    /**
     * For all turns of a round. More is worth handing to another thread, which costs some 25 µs, and then can run
     * on another core.
     */
    private static final long BUDGET_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

    /**
     * A turn may hold up the I/O for this long, and for twice as long at most. Always real time: what is watched
     * is a real thread, also where a test moves the worker's clock.
     */
    private static final long PATIENCE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final MovableEventLoop loop;
    private final String name;
    private long roundNanos; // confined to the driver: what the turns of this round are expected to take
    private final Queue<Turn> turns = new ArrayDeque<>(); // confined to the driver
    private int threads; // confined to the driver, and to who starts the first one
    /** Odd while a turn runs. Whoever makes an odd number even, driver or standby, has the loop. */
    private final AtomicLong count = new AtomicLong();

    private @Nullable Turn running; // written before count is odd, read after it has been made even
    private volatile @Nullable Thread standby;
    private volatile boolean standbySleeps;

    private NettyTurnThread(MovableEventLoop loop, String name) {
        super(loop);
        this.loop = loop;
        this.name = name;
        loop.startWith(() -> start(this::drive));
    }

    /** Makes one; its threads start when there is something to do. */
    static NettyTurnThread create(IoHandlerFactory handlers, String name) {
        return new NettyTurnThread(new MovableEventLoop(handlers), name);
    }

    @Override
    public boolean takeTurn(Turn turn, long expectedNanos) {
        if (roundNanos + expectedNanos > BUDGET_NANOS) {
            return false;
        }
        roundNanos += expectedNanos;
        turns.add(turn);
        return true;
    }

    private Thread start(Runnable task) {
        threads++;
        Thread thread = new FastThreadLocalThread(task, name + "-" + threads);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void drive() {
        loop.setOwner();
        startStandby();
        boolean going = true;
        while (going) {
            roundNanos = 0;
            going = loop.round(turns.isEmpty());
            for (Turn turn = turns.poll(); turn != null; turn = turns.poll()) {
                if (!take(turn)) {
                    return;
                }
            }
        }
        LockSupport.unpark(standby);
    }

    /** Without one, a turn that takes long holds up the connections until it has ended. */
    private void startStandby() {
        try {
            standbySleeps = false;
            standby = start(this::standBy);
        } catch (OutOfMemoryError e) {
            LOG.warn("the system gives no thread to stand by for {}: a long job can hold up others", name, e);
        }
    }

    /** False if the loop has moved on meanwhile. */
    private boolean take(Turn turn) {
        running = turn;
        long mine = count.get() + 1;
        count.set(mine);
        if (standbySleeps) {
            LockSupport.unpark(standby);
        }
        guard(turn::run);
        if (count.compareAndSet(mine, mine + 1)) {
            guard(turn::done);
            return true;
        }
        while (isCurrent()) {
            Thread.onSpinWait(); // the standby has taken over and is about to say so
        }
        guard(turn::doneElsewhere);
        return false;
    }

    private void standBy() {
        long seen = -1;
        while (!loop.isTerminated()) {
            long now = count.get();
            boolean inTurn = now % 2 != 0;
            if (now != seen) {
                seen = now;
                LockSupport.parkNanos(this, PATIENCE_NANOS);
            } else if (!inTurn) {
                sleep(seen);
            } else if (count.compareAndSet(seen, seen + 1)) {
                takeOver();
                return;
            }
        }
    }

    private void sleep(long seen) {
        standbySleeps = true;
        // Looked at after that: either this sees that a turn has begun, or the driver sees who sleeps.
        if (count.get() == seen && !loop.isTerminated()) {
            LockSupport.park(this);
        }
        standbySleeps = false;
    }

    private void takeOver() {
        Turn outstayed = running;
        loop.setOwner();
        LOG.debug("{} takes longer than expected: its I/O moves to another thread", outstayed);
        if (outstayed != null) {
            guard(outstayed::outstayed);
        }
        drive();
    }

    private void guard(Runnable step) {
        try {
            step.run();
        } catch (Throwable e) {
            LOG.error("a turn on an I/O thread failed", e);
        }
    }
}
