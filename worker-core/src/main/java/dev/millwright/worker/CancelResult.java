package dev.millwright.worker;

/**
 * What became of a job that was to be cancelled, see {@link FaktoryClient#cancel}. The first three are only
 * said of what is certain.
 */
public enum CancelResult {
    /** It was running and its worker has cancelled it: it is moved to Dead, or discarded if that is wanted. */
    CANCELLED,
    /** It was scheduled or waited for its next try; it is in Dead now. */
    KILLED,
    /** It was scheduled or waited for its next try; it was to be discarded and is gone. */
    DISCARDED,
    /**
     * A worker has been told, and it is not known whether the job still ran then: it had ended, or its worker
     * does not say.
     */
    UNCONFIRMED,
    /**
     * No worker was seen to run it. If it was scheduled or waited for its next try it is in Dead now, or gone if
     * it was to be discarded; the server does not say whether there was such a job. Else it is done, waits in a
     * queue, or its worker takes no orders.
     */
    UNKNOWN,
    /** No worker was seen to run it. The order waits on the server to hit the job when it starts. */
    PENDING
}
