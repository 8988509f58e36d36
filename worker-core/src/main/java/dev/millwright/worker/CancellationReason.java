package dev.millwright.worker;

/** Why a job's {@link CancellationSignal} fired. Each reason has an errtype under which the job is FAILed. */
public enum CancellationReason {
    /** The worker stops, and its shutdown timeout is over. */
    SHUTDOWN("JobInterrupted", "the worker is shutting down"),

    /** Somebody cancelled this job by its jid. A cancelled job does not come back. */
    CANCELLED("JobCancelled", "the job was cancelled"),

    /**
     * The job's reservation is about to run out; after that, the server would hand the job to
     * another worker while this one still runs it.
     */
    DEADLINE("JobDeadlineExceeded", "the job's reservation (reserve_for) is about to run out");

    private final String errtype;
    private final String description;

    CancellationReason(String errtype, String description) {
        this.errtype = errtype;
        this.description = description;
    }

    /**
     * The errtype of the FAIL that a job interrupted for this reason gets.
     *
     * @return for instance {@code JobInterrupted}
     */
    public String errtype() {
        return errtype;
    }

    /**
     * The reason in words, for messages and logs.
     *
     * @return a clause without a full stop, for instance "the worker is shutting down"
     */
    public String description() {
        return description;
    }
}
