package dev.millwright.worker;

/** What became of a job that was to be cancelled, see {@link FaktoryClient#cancel}. */
public enum CancelResult {
    /** It was running, and its worker has been told; the job is FAILed and moved to Dead. */
    CANCELLED,
    /** It was scheduled or waited for its next try; it is in Dead now. */
    KILLED,
    /** Neither: it is done, waits in a queue, or its worker takes no such orders. */
    NOT_RUNNING,
    /** Not running yet; the order waits on the server, for a minute at least, to hit the job when it starts. */
    PENDING
}
