package dev.millwright.worker;

/** What became of a job that was to be cancelled, see {@link FaktoryClient#cancel}. */
public enum CancelResult {
    /** It was running, and its worker has been told: it moves the job to Dead, or discards it if that is wanted. */
    CANCELLED,
    /** It was scheduled or waited for its next try; it is in Dead now. */
    KILLED,
    /** It was scheduled or waited for its next try; it was to be discarded and is gone. */
    DISCARDED,
    /** Neither: it is done, waits in a queue, or its worker takes no such orders. */
    NOT_RUNNING,
    /** Not running yet; the order waits on the server, for a minute at least, to hit the job when it starts. */
    PENDING
}
