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
}
