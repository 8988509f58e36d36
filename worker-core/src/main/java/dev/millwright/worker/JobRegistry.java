package dev.millwright.worker;

import java.util.Objects;
import java.util.function.Consumer;

/**
 * Where job functions are registered, and what goes with them: middleware, listeners, pools. {@link Worker.Builder} is
 * one, and the command line hands one to a user's own {@code main} and to each {@link JobModule}. What is not here, the
 * server and the times for instance, is the command line's to set.
 */
public interface JobRegistry {

    /**
     * Registers the function for a jobtype.
     *
     * @param jobtype the jobtype that producers push
     * @param handler the function
     * @return this registry
     * @throws IllegalArgumentException if the jobtype is blank or has a function already
     */
    default JobRegistry register(String jobtype, JobHandler handler) {
        return register(jobtype, JobOptions.DEFAULT, handler);
    }

    /**
     * Registers the function for a jobtype, with options.
     *
     * @param jobtype the jobtype that producers push
     * @param options how its jobs are treated
     * @param handler the function
     * @return this registry
     * @throws IllegalArgumentException if the jobtype is blank or has a function already
     */
    JobRegistry register(String jobtype, JobOptions options, JobHandler handler);

    /**
     * Registers a function that receives decoded args. Args that do not fit the type FAIL the job.
     *
     * @param <T> the type of the args
     * @param type jobtype and type of the args
     * @param handler the function
     * @return this registry
     * @throws IllegalArgumentException if the jobtype has a function already
     */
    default <T> JobRegistry register(JobType<T> type, TypedJobHandler<? super T> handler) {
        return register(type, JobOptions.DEFAULT, handler);
    }

    /**
     * Registers a function that receives decoded args, with options.
     *
     * @param <T> the type of the args
     * @param type jobtype and type of the args
     * @param options how its jobs are treated
     * @param handler the function
     * @return this registry
     * @throws IllegalArgumentException if the jobtype has a function already
     */
    default <T> JobRegistry register(JobType<T> type, JobOptions options, TypedJobHandler<? super T> handler) {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(handler, "handler");
        return register(type.name(), options, context -> handler.run(context, type.decode(context.args())));
    }

    /**
     * Registers a function that answers with a stage: the job is done when the stage is, and needs a slot but no thread
     * until then. A name of its own, because {@code register("x", context -> client.sendAsync(…))} compiles as well and ACKs
     * the job at once.
     *
     * @param jobtype the jobtype that producers push
     * @param handler the function
     * @return this registry
     * @throws IllegalArgumentException if the jobtype is blank or has a function already
     */
    default JobRegistry registerAsync(String jobtype, AsyncJobHandler handler) {
        return registerAsync(jobtype, JobOptions.DEFAULT, handler);
    }

    /**
     * Registers a function that answers with a stage, with options, see {@link #registerAsync(String, AsyncJobHandler)}.
     *
     * @param jobtype the jobtype that producers push
     * @param options how its jobs are treated
     * @param handler the function
     * @return this registry
     * @throws IllegalArgumentException if the jobtype is blank or has a function already
     */
    JobRegistry registerAsync(String jobtype, JobOptions options, AsyncJobHandler handler);

    /**
     * Registers a function that receives decoded args and answers with a stage, see
     * {@link #registerAsync(String, AsyncJobHandler)}.
     *
     * @param <T> the type of the args
     * @param type jobtype and type of the args
     * @param handler the function
     * @return this registry
     * @throws IllegalArgumentException if the jobtype has a function already
     */
    default <T> JobRegistry registerAsync(JobType<T> type, TypedAsyncJobHandler<? super T> handler) {
        return registerAsync(type, JobOptions.DEFAULT, handler);
    }

    /**
     * Registers a function that receives decoded args and answers with a stage, with options, see
     * {@link #registerAsync(String, AsyncJobHandler)}.
     *
     * @param <T> the type of the args
     * @param type jobtype and type of the args
     * @param options how its jobs are treated
     * @param handler the function
     * @return this registry
     * @throws IllegalArgumentException if the jobtype has a function already
     */
    default <T> JobRegistry registerAsync(
            JobType<T> type, JobOptions options, TypedAsyncJobHandler<? super T> handler) {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(handler, "handler");
        return registerAsync(type.name(), options, context -> handler.run(context, type.decode(context.args())));
    }

    /**
     * Adds code around every job: tracing, transactions, timing.
     *
     * @param middleware nests inside the ones added before; where a function is asynchronous it has to be an
     *     {@link AsyncJobMiddleware}, or the worker is refused when it is built
     * @return this registry
     */
    JobRegistry middleware(JobMiddleware middleware);

    /**
     * Adds a listener.
     *
     * @param listener hears of everything that happens
     * @return this registry
     */
    JobRegistry listener(JobListener listener);

    /**
     * Adds a function that is called when a job of any jobtype has come to its end, see {@link JobOptions#withOnComplete}.
     * Each function that is added is called, and holds up no other. Jobs of types that are not registered here count, too,
     * when their last try is FAILed.
     *
     * @param function what to call
     * @return this registry
     */
    JobRegistry onComplete(Consumer<? super JobCompletion> function);

    /**
     * Declares a named pool, with queues and slots of its own. All pools share registrations, heartbeat and shutdown.
     * Beside named pools the unnamed one exists only if its queues, its concurrency or its lanes are set, here or on the
     * command line: without, nothing is fetched from {@code default} unless a named pool names it.
     *
     * @param name names its threads and metrics; not {@code default} beside the unnamed pool, which is known by that name
     * @param slots how many of its jobs run at once, from 1 to {@value WorkerPool#MAX_SLOTS}; {@link WorkerPool#resize}
     *     changes it later
     * @param queues names, each with an optional weight after a comma, see {@link Worker.Builder#queues(String...)}
     * @return this registry
     * @throws IllegalArgumentException if the name is taken or a value is not valid
     */
    JobRegistry pool(String name, int slots, String... queues);

    /**
     * Adds a gate before the queues of all pools.
     *
     * @param gate asked before each FETCH
     * @return this registry
     */
    JobRegistry queueGate(QueueGate gate);

    /**
     * Adds something that can cancel running jobs.
     *
     * @param source started and closed by the worker
     * @return this registry
     */
    JobRegistry cancellationSource(CancellationSource source);

    /**
     * Adds a look at each job before its function.
     *
     * @param admission asked after the ones added before, once these have let the job pass
     * @return this registry
     */
    JobRegistry admission(JobAdmission admission);

    /**
     * Adds a say in what becomes of a job that threw.
     *
     * @param decision asked after the ones added before, once these have left it to the policy
     * @return this registry
     */
    JobRegistry failureDecision(FailureDecision decision);

    /**
     * Adds something that lives beside the worker, from its start to its end.
     *
     * @param extension started and closed by the worker
     * @return this registry
     */
    JobRegistry extension(WorkerExtension extension);
}
