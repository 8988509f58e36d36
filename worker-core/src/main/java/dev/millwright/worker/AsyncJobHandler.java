package dev.millwright.worker;

import java.util.concurrent.CompletionStage;

/**
 * What a job does, if it answers with a stage: it is done when the stage is. Registered with
 * {@link JobRegistry#registerAsync}. As a {@link JobHandler} it would be ACKed as soon as the stage is returned, and what
 * the stage fails with would be lost.
 *
 * <p>The same holds for it as for a {@link JobHandler}: a stage that completes normally is an ACK, one that completes
 * exceptionally a FAIL with what it failed with, without the {@link java.util.concurrent.CompletionException} around it.
 * From the return of the function until its stage completes, the job holds a slot and no thread.
 *
 * <p>When the job's signal fires, the stage is cancelled, {@code cancel(true)}, if it is a
 * {@link java.util.concurrent.Future} and the jobtype is {@linkplain JobOptions#withInterruptible interruptible}; a
 * {@link java.util.concurrent.CompletableFuture} completes by that, and the job is over. A function that has to clean up
 * asynchronously opts out and watches the signal: then the completion of its stage is awaited, up to the cleanup grace, as
 * the return of a function is.
 *
 * <p>The function is called on a thread of the worker's that others need, and should not block there; what may take a
 * while after it runs on {@link JobContext#executor()}.
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
