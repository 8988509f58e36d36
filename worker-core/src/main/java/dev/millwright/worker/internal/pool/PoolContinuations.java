package dev.millwright.worker.internal.pool;

import dev.millwright.worker.internal.job.Continuations;
import dev.millwright.worker.internal.job.RunTimeEstimate;
import dev.millwright.worker.internal.net.loop.InlineExecutor;
import dev.millwright.worker.internal.net.loop.InlineTask;
import dev.millwright.worker.internal.platform.Guard;
import dev.millwright.worker.internal.platform.SafeLogger;
import dev.millwright.worker.internal.platform.SystemClock;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Runs what follows the waits of asynchronous functions. Who ends a wait only leaves a step here, and wakes the thread of
 * the lanes for the first of many: it takes them between reading and writing, as it does short jobs, so that the reports of
 * a burst go out in one write. Steps that take longer, or come after one that did, get a thread of their own. Any thread.
 */
final class PoolContinuations implements Continuations {
    private static final Logger LOG = SafeLogger.of(PoolContinuations.class);

    /** A step that is expected to take longer has no place between the connections' reads and writes. */
    private static final long SHORT_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

    /** After so long the connections have a turn again. */
    private static final long TURN_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

    private record Step(Runnable task, RunTimeEstimate pace) implements Runnable {
        @Override
        public void run() {
            long began = SystemClock.INSTANCE.nanoTime();
            Guard.run(task, LOG, "what follows an asynchronous wait failed");
            pace.record(SystemClock.INSTANCE.nanoTime() - began);
        }
    }

    private final JobThreads threads;
    private final InlineExecutor lanes;
    private final Queue<Step> steps = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean called = new AtomicBoolean();

    PoolContinuations(JobThreads threads, InlineExecutor lanes) {
        this.threads = threads;
        this.lanes = lanes;
    }

    @Override
    public Executor executor() {
        return threads.asyncExecutor();
    }

    @Override
    public void goOn(Runnable task, RunTimeEstimate pace) {
        Step step = new Step(task, pace);
        if (pace.expectedNanos() > SHORT_NANOS) {
            runAside(step);
            return;
        }
        steps.add(step);
        callTheLanes();
    }

    @Override
    public void goOnAsJob(Runnable task, RunTimeEstimate pace) {
        if (threads.inlinesShortJobs()) {
            goOn(task, pace);
        } else {
            // From a thread that may be held up: the user's executor can block, or run it there and then.
            runAside(new Step(() -> execute(threads.executor(), task), pace));
        }
    }

    private void runAside(Step step) {
        execute(threads.few(), step);
    }

    /** Whatever refuses a step, somebody waits for it. */
    private static void execute(Executor executor, Runnable task) {
        try {
            executor.execute(task);
        } catch (Throwable e) { // no memory or no thread, for instance, or the worker has closed
            LOG.debug("there is no thread for what follows an asynchronous wait", e);
            task.run();
        }
    }

    private void callTheLanes() {
        if (called.compareAndSet(false, true)) {
            try {
                lanes.execute(this::turn);
            } catch (Throwable e) { // as above
                called.set(false);
                runAllAside();
            }
        }
    }

    private void turn() {
        if (!lanes.tryRunInline(new Turn(), 0)) {
            called.set(false);
            runAllAside();
        }
    }

    private void runAllAside() {
        for (Step step = steps.poll(); step != null; step = steps.poll()) {
            runAside(step);
        }
    }

    /** Some steps on the thread of the lanes. Its methods say on which thread. */
    private final class Turn implements InlineTask {
        private volatile boolean overran;
        private volatile @Nullable Step running;

        @Override
        public void run() {
            long began = SystemClock.INSTANCE.nanoTime();
            Step step = steps.poll();
            while (step != null) {
                running = step;
                step.run();
                running = null;
                boolean goOn = !overran && SystemClock.INSTANCE.nanoTime() - began < TURN_NANOS;
                step = goOn ? steps.poll() : null;
            }
        }

        @Override
        public void completed() {
            called.set(false); // before it looks whether there are more: who adds one then calls again
            if (!steps.isEmpty()) {
                callTheLanes();
            }
        }

        @Override
        public void notStarted() {
            called.set(false);
            runAllAside();
        }

        @Override
        public void overran() {
            overran = true;
            Step slow = running;
            if (slow != null) {
                slow.pace.recordOverrun();
            }
            called.set(false);
            runAllAside(); // what holds up one is likely to hold up the next
        }

        @Override
        public void completedAfterOverrun() {}

        @Override
        public String toString() {
            return "what follows asynchronous waits";
        }
    }
}
