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
 * An event loop's thread that runs short tasks inline, and a standby that takes the loop over when a task overruns. The
 * thread left behind ends with its task. Without inline tasks there is no standby.
 *
 * <p>{@code epoch} is the ownership token: odd while a task runs. Whoever changes it from odd to even owns the loop.
 *
 * <pre>
 * even: between tasks, the driver owns the loop
 *   | driver: running = task, epoch++
 *   v
 * odd: the task runs
 *   |- driver  CAS odd to even: completed(), still the owner
 *   '- standby CAS odd to even: the new owner: overran(), notStarted() for the rest, drives on;
 *                               the old thread: completedAfterOverrun(), ends
 * </pre>
 *
 * <p>That compare-and-set also publishes the loop's state to its next owner. A task that overruns stalls I/O for one to
 * three times {@link #TAKEOVER_AFTER}. User code that runs inline sees a daemon thread with the loop's name, no pending
 * interrupt, and the thread-locals of the loop's thread.
 */
public final class InliningEventLoopThread extends NettyIoThread implements InlineExecutor {
    private static final Logger LOG = SafeLogger.of(InliningEventLoopThread.class);

    /**
     * The estimated run time of all inline tasks of a round. Beyond it, a hand-over to another thread (25 to 70 µs) pays,
     * as the task can then run on another core.
     */
    private static final long BUDGET_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

    /**
     * The standby polls at this interval, so an overrun is noticed after one to three intervals, plus up to {@link
     * #QUIET_NANOS} if it was idle. Real time, not the worker's clock: what is watched is a real thread.
     */
    static final Duration TAKEOVER_AFTER = Duration.ofMillis(5);

    /** The longest interval of the standby while there are no tasks. Waking it for each task would delay each. */
    private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(40);

    /** Before the next try to start a standby, if the system gave no thread. */
    private static final long STANDBY_RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final MovableEventLoop loop;
    private final String name;
    private final long takeoverNanos;
    private final Ticker ticker;
    private final BiFunction<Runnable, String, Thread> maker;
    private long roundNanos; // confined to the driver: the estimated run time of this round's tasks
    private final Queue<InlineTask> tasks = new ArrayDeque<>(); // confined to the driver
    private int threads; // confined to the driver, and to who starts the first one
    private @Nullable Thread standby; // confined to the driver
    private long standbyRetryAt; // confined to the driver
    private final AtomicLong epoch = new AtomicLong();
    private @Nullable InlineTask running; // written before epoch is odd, read after it has become even

    private InliningEventLoopThread(
            MovableEventLoop loop,
            String name,
            long takeoverNanos,
            Ticker ticker,
            BiFunction<Runnable, String, Thread> maker) {
        super(loop);
        this.loop = loop;
        this.name = name;
        this.takeoverNanos = takeoverNanos;
        this.ticker = ticker;
        this.maker = maker;
        loop.startWith(() -> start(this::drive));
    }

    /** Makes one; its threads start when there is something to do. */
    public static InliningEventLoopThread create(IoHandlerFactory handlers, String name) {
        return create(handlers, name, TAKEOVER_AFTER, Ticker.systemTicker(), NettyIoThread::newDaemon);
    }

    static InliningEventLoopThread create(
            IoHandlerFactory handlers,
            String name,
            Duration takeoverAfter,
            Ticker ticker,
            BiFunction<Runnable, String, Thread> maker) {
        return new InliningEventLoopThread(
                new MovableEventLoop(handlers), name, takeoverAfter.toNanos(), ticker, maker);
    }

    @Override
    public boolean tryRunInline(InlineTask task, long expectedNanos) {
        if (roundNanos + expectedNanos > BUDGET_NANOS || !hasStandby()) {
            return false;
        }
        roundNanos += expectedNanos;
        tasks.add(task);
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
        standbyRetryAt = ticker.nanoTime();
        boolean going = true;
        while (going) {
            roundNanos = 0;
            going = loop.round(tasks.isEmpty());
            if (!runTasks()) {
                return;
            }
        }
        LockSupport.unpark(standby);
    }

    /** False if the loop has moved on meanwhile. */
    private boolean runTasks() {
        if (tasks.isEmpty()) {
            return true;
        }
        long began = ticker.nanoTime();
        for (InlineTask task = tasks.poll(); task != null; task = tasks.poll()) {
            if (!take(task)) {
                return false;
            }
            if (ticker.nanoTime() - began > takeoverNanos) {
                giveBack();
            }
        }
        return true;
    }

    /** What blocked one task will probably block the next, so the rest go to job threads. */
    private void giveBack() {
        for (InlineTask task = tasks.poll(); task != null; task = tasks.poll()) {
            guard(task::notStarted);
        }
    }

    /** Starts the standby on first use. Without one nothing runs inline: an overrun would stall the connections. */
    private boolean hasStandby() {
        if (standby == null && ticker.nanoTime() - standbyRetryAt >= 0) {
            startStandby();
        }
        return standby != null;
    }

    private void startStandby() {
        try {
            standby = start(this::standBy);
        } catch (OutOfMemoryError e) {
            standbyRetryAt = ticker.nanoTime() + STANDBY_RETRY_NANOS;
            guard(() -> LOG.warn("the system gives no thread to stand by for {}: short jobs cost more", name, e));
        }
    }

    /** False if the loop has moved on meanwhile. */
    private boolean take(InlineTask task) {
        running = task;
        long mine = epoch.incrementAndGet();
        Thread.interrupted(); // an interrupt that came between two tasks is not for this one
        guard(task::run);
        Thread.interrupted(); // and what it leaves behind not for the connections: it would close one that uses NIO
        if (epoch.compareAndSet(mine, mine + 1)) {
            running = null;
            guard(task::completed);
            return true;
        }
        while (isCurrent()) {
            Thread.onSpinWait(); // the standby has taken over and is about to say so
        }
        guard(task::completedAfterOverrun);
        return false;
    }

    private void standBy() {
        long seen = -1;
        long seenAt = 0;
        long interval = takeoverNanos;
        while (!loop.isTerminated()) {
            long now = epoch.get();
            boolean inTask = now % 2 != 0;
            if (now != seen) {
                seen = now;
                seenAt = ticker.nanoTime();
                interval = takeoverNanos;
            } else if (inTask && ticker.nanoTime() - seenAt >= takeoverNanos) {
                if (epoch.compareAndSet(seen, seen + 1)) {
                    takeOver();
                    return;
                }
            } else if (!inTask) {
                interval = Math.max(takeoverNanos, Math.min(2 * interval, QUIET_NANOS));
            }
            LockSupport.parkNanos(this, interval);
        }
    }

    private void takeOver() {
        InlineTask overrun = running;
        loop.setOwner();
        if (overrun != null) {
            guard(overrun::overran);
        }
        giveBack();
        guard(() -> LOG.debug("{} takes longer than expected: its I/O moves to another thread", overrun));
        drive();
    }

    private static void guard(Runnable step) {
        Guard.run(step, LOG, "an inline task on an I/O thread failed");
    }
}
