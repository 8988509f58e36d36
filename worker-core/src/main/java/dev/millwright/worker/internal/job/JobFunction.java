package dev.millwright.worker.internal.job;

import dev.millwright.worker.AsyncJobHandler;
import dev.millwright.worker.AsyncJobMiddleware;
import dev.millwright.worker.JobHandler;
import dev.millwright.worker.JobMiddleware;
import dev.millwright.worker.JobOptions;
import dev.millwright.worker.internal.config.WorkerSettings;
import dev.millwright.worker.internal.config.WorkerSettings.Async;
import dev.millwright.worker.internal.config.WorkerSettings.Blocking;
import dev.millwright.worker.internal.config.WorkerSettings.Registration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is registered for a jobtype, and how its jobs have been so far. Any thread.
 *
 * @param handler the function with what is around it; null if it is asynchronous
 * @param async null if the function is blocking
 * @param pace how long its calls take
 * @param afterPace how long it takes what follows the call of an asynchronous one
 */
record JobFunction(
        JobOptions options,
        @Nullable JobHandler handler,
        @Nullable Stages async,
        RunTimeEstimate pace,
        RunTimeEstimate afterPace,
        TypePause pause) {

    /**
     * An asynchronous function.
     *
     * @param around the outermost first
     * @param origin whose it is and where it was registered, in words
     */
    record Stages(AsyncJobHandler handler, List<AsyncJobMiddleware> around, String origin) {}

    static JobFunction of(Registration registration, WorkerSettings settings) {
        return new JobFunction(
                registration.options(),
                registration instanceof Blocking blocking ? chain(settings.middlewares(), blocking.handler()) : null,
                registration instanceof Async async ? stages(settings.middlewares(), async) : null,
                new RunTimeEstimate(),
                new RunTimeEstimate(),
                new TypePause(settings.clock()));
    }

    private static JobHandler chain(List<JobMiddleware> middlewares, JobHandler handler) {
        JobHandler chained = handler;
        for (int i = middlewares.size() - 1; i >= 0; i--) {
            JobMiddleware outer = middlewares.get(i);
            JobHandler inner = chained;
            chained = context -> outer.call(context, inner);
        }
        return chained;
    }

    private static Stages stages(List<JobMiddleware> middlewares, Async async) {
        List<AsyncJobMiddleware> around =
                middlewares.stream().map(AsyncJobMiddleware.class::cast).toList();
        return new Stages(async.handler(), around, async.origin());
    }
}
