package dev.millwright.worker.internal.net.loop;

import dev.millwright.worker.internal.platform.Guard;
import dev.millwright.worker.internal.platform.SafeLogger;
import io.netty.channel.IoHandlerFactory;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Two threads for one event loop: the driver reads, writes and takes turns; the standby looks now and then
 * whether the driver is still in the turn it was in before, and if so takes the loop over. The thread that
 * is left behind ends with its turn. Where no turns are taken, there is no standby.
 */
public final class NettyTurnThread extends NettyIoThread implements TurnThread {
    private static final Logger LOG = SafeLogger.of(NettyTurnThread.class);

    private static final Ticker TIME = Ticker.systemTicker();

    /**
     * For all turns of a round. More is worth handing to another thread, which costs 25 to 70 µs, and then can run
     * on another core.
     */
    private static final long BUDGET_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

    /**
     * The turns of a round may hold up the I/O for this long, and for three times as long at most; those that
     * come after a quiet time, for {@link #QUIET_NANOS} more. Always real time: what is watched is a real thread, also
     * where a test moves the worker's clock.
     */
    static final Duration PATIENCE = Duration.ofMillis(5);

    /** Up to this long the standby sleeps while there are no turns. To be woken for each would delay each. */
    private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(40);

    /** How long there are no turns if there was no thread to stand by. */
    private static final long STANDBY_RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final MovableEventLoop loop;
    private final String name;
    private final long patienceNanos;
    private final BiFunction<Runnable, String, Thread> maker;
    private long roundNanos; // confined to the driver: what the turns of this round are expected to take
    private final Queue<Turn> turns = new ArrayDeque<>(); // confined to the driver
    private int threads; // confined to the driver, and to who starts the first one
    private @Nullable Thread standby; // confined to the driver
    private long standbyRetryAt; // confined to the driver
    /** Odd while a turn runs. Whoever makes an odd number even, driver or standby, has the loop. */
    private final AtomicLong count = new AtomicLong();

    private @Nullable Turn running; // written before count is odd, read after it has been made even

    private NettyTurnThread(
            MovableEventLoop loop, String name, long patienceNanos, BiFunction<Runnable, String, Thread> maker) {
        super(loop);
        this.loop = loop;
        this.name = name;
        this.patienceNanos = patienceNanos;
        this.maker = maker;
        loop.startWith(() -> start(this::drive));
    }

    /** Makes one; its threads start when there is something to do. */
    public static NettyTurnThread create(IoHandlerFactory handlers, String name) {
        return create(handlers, name, PATIENCE, NettyIoThread::newDaemon);
    }

    public static NettyTurnThread create(
            IoHandlerFactory handlers, String name, Duration patience, BiFunction<Runnable, String, Thread> maker) {
        return new NettyTurnThread(new MovableEventLoop(handlers), name, patience.toNanos(), maker);
    }

    @Override
    public boolean takeTurn(Turn turn, long expectedNanos) {
        if (roundNanos + expectedNanos > BUDGET_NANOS || !hasStandby()) {
            return false;
        }
        roundNanos += expectedNanos;
        turns.add(turn);
        return true;
    }

    private Thread start(Runnable task) {
        threads++;
        Thread thread = maker.apply(task, name + "-" + threads);
        thread.start();
        return thread;
    }

    private void drive() {
        loop.setOwner();
        standby = null;
        standbyRetryAt = TIME.nanoTime();
        boolean going = true;
        while (going) {
            roundNanos = 0;
            going = loop.round(turns.isEmpty());
            if (!takeTurns()) {
                return;
            }
        }
        LockSupport.unpark(standby);
    }

    /** False if the loop has moved on meanwhile. */
    private boolean takeTurns() {
        if (turns.isEmpty()) {
            return true;
        }
        long began = TIME.nanoTime();
        for (Turn turn = turns.poll(); turn != null; turn = turns.poll()) {
            if (!take(turn)) {
                return false;
            }
            if (TIME.nanoTime() - began > patienceNanos) {
                displaceTurns();
            }
        }
        return true;
    }

    /** What has kept one is likely to keep the next, and none may hold up those behind it. */
    private void displaceTurns() {
        for (Turn turn = turns.poll(); turn != null; turn = turns.poll()) {
            guard(turn::displaced);
        }
    }

    /** Without one there are no turns: who takes long would hold up the connections. Started for the first. */
    private boolean hasStandby() {
        if (standby == null && TIME.nanoTime() - standbyRetryAt >= 0) {
            startStandby();
        }
        return standby != null;
    }

    private void startStandby() {
        try {
            standby = start(this::standBy);
        } catch (OutOfMemoryError e) {
            standbyRetryAt = TIME.nanoTime() + STANDBY_RETRY_NANOS;
            guard(() -> LOG.warn("the system gives no thread to stand by for {}: short jobs cost more", name, e));
        }
    }

    /** False if the loop has moved on meanwhile. */
    private boolean take(Turn turn) {
        running = turn;
        long mine = count.incrementAndGet();
        Thread.interrupted(); // an interrupt that came between two turns is not for this one
        guard(turn::run);
        Thread.interrupted(); // and what it leaves behind not for the connections: it would close one that uses NIO
        if (count.compareAndSet(mine, mine + 1)) {
            running = null;
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
        long seenAt = 0;
        long interval = patienceNanos;
        while (!loop.isTerminated()) {
            long now = count.get();
            boolean inTurn = now % 2 != 0;
            if (now != seen) {
                seen = now;
                seenAt = TIME.nanoTime();
                interval = patienceNanos;
            } else if (inTurn && TIME.nanoTime() - seenAt >= patienceNanos) {
                if (count.compareAndSet(seen, seen + 1)) {
                    takeOver();
                    return;
                }
            } else if (!inTurn) {
                interval = Math.max(patienceNanos, Math.min(2 * interval, QUIET_NANOS));
            }
            LockSupport.parkNanos(this, interval);
        }
    }

    private void takeOver() {
        Turn outstayed = running;
        loop.setOwner();
        if (outstayed != null) {
            guard(outstayed::outstayed);
        }
        displaceTurns();
        guard(() -> LOG.debug("{} takes longer than expected: its I/O moves to another thread", outstayed));
        drive();
    }

    private static void guard(Runnable step) {
        Guard.run(step, LOG, "a turn on an I/O thread failed");
    }
}
