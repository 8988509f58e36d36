package dev.millwright.worker;

/**
 * A {@link JobHandler} that receives the job's args as a value.
 *
 * @param <T> the type of the args, see {@link JobType}
 */
@FunctionalInterface
public interface TypedJobHandler<T> {
    /**
     * Runs the job.
     *
     * @param context the job and its signal
     * @param args the decoded args; never null
     * @throws Exception any failure; the job is FAILed with it
     */
    void run(JobContext context, T args) throws Exception;
}
