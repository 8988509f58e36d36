package dev.millwright.worker;

/**
 * What a job does. Called once per fetched job, on one of the pool's threads; a handler is shared by
 * all slots, so it must be safe for use by many threads.
 *
 * <p>Returning normally means the job is done and is ACKed. Throwing anything, an {@link Error}
 * too, means it failed: it is FAILed with the throwable's class, message and stack, and the server
 * retries it. A handler should be idempotent, as Faktory delivers a job at least once, and should
 * stop soon after {@link JobContext#signal()} has fired.
 */
@FunctionalInterface
public interface JobHandler {
    /**
     * Runs the job.
     *
     * @param context the job, its args, its signal
     * @throws Exception any failure; the job is FAILed with it
     */
    void run(JobContext context) throws Exception;
}
