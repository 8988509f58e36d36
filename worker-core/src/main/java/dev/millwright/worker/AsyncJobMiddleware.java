package dev.millwright.worker;

import java.util.Objects;
import java.util.concurrent.CompletionStage;

/**
 * Code around every job, also around those whose functions answer with a stage: these end when their stages do, and so
 * does what is around them. It is added like any other, with {@link JobRegistry#middleware}, and nests with the others in
 * one order. A worker that has an asynchronous function takes no other kind: a plain {@link JobMiddleware} would end when
 * the function has merely begun.
 *
 * <pre>{@code
 * public CompletionStage<?> callAsync(JobContext context, AsyncJobHandler next) throws Exception {
 *     Timer timer = start(context);
 *     return next.run(context).whenComplete((result, failure) -> timer.stop());
 * }
 * }</pre>
 */
public interface AsyncJobMiddleware extends JobMiddleware {
    /**
     * Runs around an asynchronous function. Must call {@code next} for the job to run, now or later; a stage that
     * completes without that ACKs a job that did not run. What the stage waits for beside the function's has to look
     * after itself when the signal fires: only the function's stage is cancelled, or this one once that is done.
     *
     * @param context the job
     * @param next the rest of the chain; its stage is never null
     * @return completes when the job is done, also with what surrounds it; never null
     * @throws Exception any failure to start, of this code or of the job; the job is FAILed with it
     */
    CompletionStage<?> callAsync(JobContext context, AsyncJobHandler next) throws Exception;

    /**
     * Makes a middleware of one that is meant for blocking functions alone: asynchronous ones are run without it.
     *
     * @param middleware what is around blocking functions
     * @return to be added in its place
     */
    static AsyncJobMiddleware blockingOnly(JobMiddleware middleware) {
        Objects.requireNonNull(middleware, "middleware");
        return new AsyncJobMiddleware() {
            @Override
            public void call(JobContext context, JobHandler next) throws Exception {
                middleware.call(context, next);
            }

            @Override
            public CompletionStage<?> callAsync(JobContext context, AsyncJobHandler next) throws Exception {
                return next.run(context);
            }

            @Override
            public String toString() {
                return middleware + ", around blocking functions only";
            }
        };
    }
}
