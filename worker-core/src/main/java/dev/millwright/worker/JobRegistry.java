package dev.millwright.worker;

/**
 * Where job functions are registered: {@link Worker.Builder} is one, and the command line hands one
 * to a user's own {@code main} or to each {@link JobModule}.
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
        return register(type.name(), options, context -> handler.run(context, type.decode(context.args())));
    }

    /**
     * Registers a function that answers with a stage: the job is done when the stage is. A name of its own, because
     * {@code register("x", context -> client.sendAsync(…))} compiles as well and ACKs the job at once.
     *
     * @param jobtype the jobtype that producers push
     * @param handler the function; until its stage completes the job holds a slot and a thread
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
    default JobRegistry registerAsync(String jobtype, JobOptions options, AsyncJobHandler handler) {
        return register(jobtype, options, new AwaitedJobHandler(handler));
    }

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
        return registerAsync(type.name(), options, context -> handler.run(context, type.decode(context.args())));
    }
}
