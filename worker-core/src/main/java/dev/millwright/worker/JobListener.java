package dev.millwright.worker;

import java.time.Duration;

/**
 * Hears what a worker does; metrics, logs and tests hang off it. Calls come from many threads, those of the connections
 * too, must not block, so must call no {@link FaktoryClient}, and are on the path of every job. What they throw is logged
 * and harms nobody.
 */
public interface JobListener {

    /**
     * The worker moved to another state. On the thread that starts the worker until it runs, and after that on a thread for
     * news: nobody who stops a worker waits for its listeners.
     *
     * @param state the new state
     */
    default void onStateChanged(WorkerState state) {}

    /**
     * A FETCH was answered.
     *
     * @param waited from sending the command to its reply
     * @param gotJob whether the reply held a job
     */
    default void onFetched(Duration waited, boolean gotJob) {}

    /**
     * A job's function is about to be called. On the job's thread.
     *
     * @param context the job
     */
    default void onJobStarted(JobContext context) {}

    /**
     * A job's signal fired. On a thread for news; the function can have ended by then.
     *
     * @param context the job
     * @param reason why
     */
    default void onJobSignalled(JobContext context, CancellationReason reason) {}

    /**
     * A job says how far it has got. On the thread that said so, usually the job's.
     *
     * @param context the job
     * @param progress what it said
     */
    default void onJobProgress(JobContext context, JobProgress progress) {}

    /**
     * A job's function ended, an asynchronous one when its stage completed, and its slot is about to be free. On the job's
     * thread, or on one of the worker's after a stage. For a job whose signal fired, the outcome is the FAIL that was settled
     * then.
     *
     * @param context the job
     * @param outcome what the server is told
     * @param elapsed how long the function ran, from its call; not how long it waited for a thread
     */
    default void onJobEnded(JobContext context, JobOutcome outcome, Duration elapsed) {}

    /**
     * A job threw and is tried again by its {@link RetryPolicy}, or after the {@link JobContext#pause pause} that it asked
     * for. Called after {@link #onJobEnded}, whose outcome is the {@link JobOutcome.Retry}, and on the same thread.
     *
     * @param context the job; {@link JobContext#attempt()} is the number of its next try
     * @param failure what it failed of
     * @param delay how long from now
     */
    default void onJobRetried(JobContext context, JobOutcome.Fail failure, Duration delay) {}

    /**
     * A fetched job is reported without its function being called: its jobtype is not registered here, it
     * cannot be read, or the executor refused it; it is FAILed then. Or a {@link JobAdmission} has cancelled or discarded
     * it. For such a job neither {@link #onJobStarted} nor {@link #onJobEnded} is called.
     *
     * @param job the job; for one that cannot be read, little more than its jid
     * @param outcome what the server is told
     */
    default void onJobRefused(Job job, JobOutcome outcome) {}

    /**
     * A job has failed and no retry comes: it was its last try, it has {@code retry} 0, it threw a
     * {@link NonRetryableException}, the tries of its {@link RetryPolicy} are used up, or it was cancelled. Called once for such a job, when its FAIL is about to be sent and
     * after {@link #onJobEnded} or {@link #onJobRefused}; on the job's thread, or on the worker's clock for a
     * function that has been interrupted and has not ended.
     *
     * @param job the job; {@link Job#attempt()} tells how often it was tried
     * @param outcome what the server is told
     */
    default void onRetriesExhausted(Job job, JobOutcome.Fail outcome) {}

    /**
     * The server has confirmed the report of a job. Called on an I/O thread.
     *
     * @param job the job
     * @param outcome what the server was told
     */
    default void onReported(Job job, JobOutcome outcome) {}

    /**
     * A report could not be confirmed at once and is going to be sent again.
     *
     * @param job the job
     * @param outcome what the server is to be told
     */
    default void onReportRetried(Job job, JobOutcome outcome) {}

    /**
     * A report was given up, as it could do harm by now or the server refused it. The job is left to
     * the server, which hands it out again when its reservation has run out.
     *
     * @param job the job
     * @param outcome what the server was not told
     * @param why in words
     */
    default void onReportDropped(Job job, JobOutcome outcome, String why) {}

    /**
     * A connection that had been lost is back.
     *
     * @param connection which one, for instance {@code heartbeat} or {@code lane-3}
     */
    default void onReconnected(String connection) {}

    /**
     * A minute is over. Called once a minute on a thread of its own, which may be held up: reports that come meanwhile are
     * dropped, but for the last.
     *
     * @param report what the worker has done in it
     */
    default void onReport(WorkerReport report) {}

    /** The server has confirmed a heartbeat. */
    default void onHeartbeat() {}
}
