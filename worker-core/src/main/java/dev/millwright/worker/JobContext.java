package dev.millwright.worker;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import org.jspecify.annotations.Nullable;

/**
 * All that a job function is given. Valid while the function runs; safe for use by threads that the
 * function starts.
 */
public interface JobContext {
    /**
     * The job as it was fetched.
     *
     * @return the job
     */
    Job job();

    /**
     * The job's id.
     *
     * @return as in {@link #job()}
     */
    default String jid() {
        return job().jid();
    }

    /**
     * Which try of the job this is, by what the server knows of earlier failures and by what the job's
     * {@link RetryPolicy} has counted. A run whose worker was lost counts once the server has seen its reservation run out.
     *
     * @return 1 for the first try, 2 for the first retry
     */
    default int attempt() {
        return job().attempt();
    }

    /**
     * The job's args.
     *
     * @return as in {@link #job()}
     */
    default JobArgs args() {
        return job().args();
    }

    /**
     * One of the job's args.
     *
     * @param <T> the wanted type
     * @param index its position, from 0
     * @param type the wanted type
     * @return the decoded value
     * @throws JobArgsException if there is no such arg or it does not fit; left uncaught, it FAILs the job
     */
    default <T> T arg(int index, Class<T> type) {
        return job().args().get(index, type);
    }

    /**
     * Tells the job to stop.
     *
     * @return this job's own signal
     */
    CancellationSignal signal();

    /**
     * When the job's reservation runs out by the server's reckoning, at the earliest. Shortly before,
     * the signal fires with {@link CancellationReason#DEADLINE}.
     *
     * @return the end of the reservation
     */
    Instant deadline();

    /**
     * Says how far the job has got, for those who look at it: it is shown among the running jobs, in
     * {@link WorkerView#status(String)}, and told to {@link JobListener#onJobProgress}. The last word counts. Asks nobody,
     * costs no round trip, and may be called from any thread, as often as there is something to say; once the function has
     * ended it has no effect. A context that is not a worker's own may do nothing.
     *
     * @param done how much is done, in units of the job's own; zero or more
     * @param total how much there is to do, in the same units; 0 if that is not known
     * @param text what there is to say of it, of which 200 characters are kept, in one line; null or empty for nothing
     * @throws IllegalArgumentException if a number is negative
     */
    default void progress(long done, long total, @Nullable String text) {}

    /**
     * A client for the same server, to push further jobs with. Shared; do not close it.
     *
     * @return the worker's client
     */
    FaktoryClient client();

    /**
     * Runs what an asynchronous function has to do after its return, {@code stage.thenApplyAsync(…, context.executor())}:
     * with the logger fields (MDC) of the job, which are taken away afterwards. On platform threads these are threads of
     * the job's pool for asynchronous functions, at most {@value WorkerPool#ASYNC_THREADS} of them, and what comes when all
     * are busy waits for one; on virtual threads each task has its own; an executor of the caller's own,
     * {@link Worker.Builder#executor}, is used as it is. A context that is no worker's uses the common pool.
     *
     * @return refuses tasks, by {@link java.util.concurrent.RejectedExecutionException}, once the worker has closed
     */
    default Executor executor() {
        return ForkJoinPool.commonPool();
    }

    /**
     * Pauses this job's jobtype on this worker, as one does whom a provider has told to come back later ({@code
     * Retry-After}): until then none of its jobs begins here, and those that are fetched are postponed, which spends no
     * try. Jobs that run go on. If this job's function then throws, it is tried again after the pause, and that spends no
     * try either; if it returns, the job is done as ever. A pause under way is only ever made longer.
     *
     * @param duration from now; more than zero, and up to 365 days
     * @throws IllegalArgumentException if it is out of that range
     * @throws UnsupportedOperationException if this context belongs to no worker
     */
    default void pause(Duration duration) {
        throw new UnsupportedOperationException("this context belongs to no worker whose jobtype it could pause");
    }
}
