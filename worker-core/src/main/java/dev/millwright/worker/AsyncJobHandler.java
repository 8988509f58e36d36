package dev.millwright.worker;

import java.util.concurrent.CompletionStage;

/**
 * What a job does, if it answers with a stage: it is done when the stage is. Registered with
 * {@link JobRegistry#registerAsync}. As a {@link JobHandler} it would be ACKed as soon as the stage is returned, and what
 * the stage fails with would be lost.
 *
 * <p>The same holds for it as for a {@link JobHandler}: a stage that completes normally is an ACK, one that completes
 * exceptionally a FAIL with what it failed with. When the job's signal fires, the stage is cancelled if it is a
 * {@link java.util.concurrent.Future}.
 */
@FunctionalInterface
public interface AsyncJobHandler {
    /**
     * Starts the job.
     *
     * @param context the job, its args, its signal; valid until the stage has completed
     * @return completes when the job is done; never null
     * @throws Exception any failure to start; the job is FAILed with it
     */
    CompletionStage<?> run(JobContext context) throws Exception;
}
