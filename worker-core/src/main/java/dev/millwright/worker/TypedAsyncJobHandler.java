package dev.millwright.worker;

import java.util.concurrent.CompletionStage;

/**
 * An {@link AsyncJobHandler} that receives the job's args as a value.
 *
 * @param <T> the type of the args, see {@link JobType}
 */
@FunctionalInterface
public interface TypedAsyncJobHandler<T> {
    /**
     * Starts the job.
     *
     * @param context the job and its signal; valid until the stage has completed
     * @param args the decoded args; never null
     * @return completes when the job is done; never null
     * @throws Exception any failure to start; the job is FAILed with it
     */
    CompletionStage<?> run(JobContext context, T args) throws Exception;
}
