package dev.millwright.worker;

/**
 * Code around every job: tracing, transactions, timing. Middlewares nest in the order in which they
 * were added, the first one outermost. Runs on the job's thread. A worker with asynchronous functions, see
 * {@link JobRegistry#registerAsync}, takes only those that are an {@link AsyncJobMiddleware}.
 */
@FunctionalInterface
public interface JobMiddleware {
    /**
     * Runs around a job. Must call {@code next} for the job to run; returning without calling it
     * ACKs a job that did not run, throwing FAILs it.
     *
     * @param context the job
     * @param next the rest of the chain
     * @throws Exception any failure, of this code or of the job
     */
    void call(JobContext context, JobHandler next) throws Exception;
}
