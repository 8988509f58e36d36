package dev.millwright.worker.internal.job;

import dev.millwright.worker.AsyncJobHandler;
import dev.millwright.worker.AsyncJobMiddleware;
import dev.millwright.worker.JobContext;
import dev.millwright.worker.internal.platform.SafeLogger;
import dev.millwright.worker.internal.platform.Unwrapped;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The wait of one run for the stage of an asynchronous function: it holds no thread. A stage can complete while the
 * function is still being called, twice, never, or on any thread, which must not be held up: what follows is the worker's
 * to run. Any thread.
 */
final class StageWait implements BiConsumer<@Nullable Object, @Nullable Throwable> {
    private static final Logger LOG = SafeLogger.of(StageWait.class);

    /** What has become of the stage: null if it completed normally. */
    record Result(@Nullable Throwable failure) {
        static final Result DONE = new Result(null);
    }

    private static final Object WAITING = new Object();

    private final ActiveJob job;
    private final JobFunction function;
    private final JobFunction.Stages called;
    private final RunEnd run;
    private final BiConsumer<StageWait, Result> whenOver;

    /** Null while the function is called, then {@link #WAITING} if its thread has left, then the result. */
    private final AtomicReference<@Nullable Object> state = new AtomicReference<>();

    private volatile @Nullable CompletionStage<?> stage; // the function's own
    private volatile @Nullable CompletionStage<?> outermost; // what is awaited: that of the outermost middleware

    /**
     * A wait that has not begun.
     *
     * @param whenOver told once, on any thread, when a wait ends that {@link #begin} has begun; must not throw or block
     */
    StageWait(
            ActiveJob job,
            JobFunction function,
            JobFunction.Stages called,
            RunEnd run,
            BiConsumer<StageWait, Result> whenOver) {
        this.job = job;
        this.function = function;
        this.called = called;
        this.run = run;
        this.whenOver = whenOver;
    }

    ActiveJob job() {
        return job;
    }

    JobFunction function() {
        return function;
    }

    RunEnd run() {
        return run;
    }

    /**
     * Calls the function on the calling thread, which is the job's. If the stage is not complete by then, the thread is not
     * the job's any more when this returns, and the caller leaves the job alone: it can be over at any moment.
     *
     * @return the result; null if it is awaited
     */
    @Nullable
    Result begin() {
        try {
            CompletionStage<?> awaited = call();
            outermost = awaited;
            awaited.whenComplete(this);
        } catch (Throwable e) {
            // An Error too; or a stage of somebody's own that throws, perhaps after it has called back.
            accept(null, e);
        }
        if (state.get() == null) {
            run.suspend();
            job.leaveThread();
            if (state.compareAndSet(null, WAITING)) {
                return null;
            }
        }
        return (Result) state.get();
    }

    private CompletionStage<?> call() throws Exception {
        List<AsyncJobMiddleware> around = called.around();
        if (around.isEmpty()) {
            return callFunction(job);
        }
        AsyncJobHandler chained = this::callFunction;
        for (int i = around.size() - 1; i >= 0; i--) {
            AsyncJobMiddleware outer = around.get(i);
            AsyncJobHandler inner = chained;
            chained = context -> stage(outer.callAsync(context, inner), outer.getClass());
        }
        return chained.run(job);
    }

    private CompletionStage<?> callFunction(JobContext context) throws Exception {
        CompletionStage<?> returned = called.handler().run(context);
        if (returned == null) {
            throw new NullPointerException(
                    "the asynchronous function of jobtype '" + job.job().jobtype() + "' returned null, not a stage");
        }
        stage = returned;
        if (job.isSignalled() && function.options().interruptible()) {
            cancel(); // the signal did not see it
        }
        return returned;
    }

    private static CompletionStage<?> stage(@Nullable CompletionStage<?> returned, Class<?> middleware) {
        if (returned == null) {
            throw new NullPointerException("the middleware " + middleware.getName() + " returned null, not a stage");
        }
        return returned;
    }

    /** Called by the stage. Only the first call counts. */
    @Override
    public void accept(@Nullable Object value, @Nullable Throwable failure) {
        Result result = failure == null ? Result.DONE : new Result(Unwrapped.of(failure));
        Object before = state.compareAndExchange(null, result);
        if (before == WAITING && state.compareAndSet(WAITING, result)) {
            whenOver.accept(this, result);
        }
    }

    /** Whether the function has returned one; if not, it is {@link #cancel cancelled} when it does. */
    boolean hasStage() {
        return stage != null;
    }

    /** Whether the function is not being called any more, and its stage has not completed. */
    boolean isWaiting() {
        return state.get() == WAITING;
    }

    /**
     * Cancels the function's stage; if that is complete, the one in which the middlewares have it go on. By this the stage
     * mostly completes, on the calling thread, and what depends on it runs there: it can be held up.
     */
    void cancel() {
        try {
            CompletionStage<?> inner = stage;
            CompletionStage<?> target = inner instanceof Future<?> future && isDone(future) ? outermost : inner;
            if (target instanceof Future<?> future) {
                future.cancel(true);
            }
        } catch (Throwable e) { // also of one that cannot be cancelled, which is right for who cleans up himself
            LOG.debug("the stage of job {} could not be cancelled", job.job(), e);
        }
    }

    private static boolean isDone(Future<?> future) {
        try {
            return future.isDone();
        } catch (UnsupportedOperationException e) {
            return false;
        }
    }

    /** What is waited for, in words and in one line. */
    String description() {
        CompletionStage<?> own = stage;
        String what = own == null ? "its middlewares" : own.getClass().getName();
        return "waits asynchronously for " + what + " (" + called.origin() + ")";
    }
}
