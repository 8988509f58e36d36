package dev.millwright.worker;

import java.util.Objects;

/**
 * Thrown inside a job whose signal has fired, by {@link CancellationSignal#throwIfCancelled()} and
 * {@link CancellationSignal#sleep}. A job function need not catch it: the job is already FAILed for
 * the reason it carries, whatever the function throws.
 */
public final class JobCancelledException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final CancellationReason reason;

    /**
     * Creates the exception for a reason.
     *
     * @param reason why the signal fired
     */
    public JobCancelledException(CancellationReason reason) {
        super(Objects.requireNonNull(reason, "reason").description());
        this.reason = reason;
    }

    /**
     * Why the job's signal fired.
     *
     * @return the reason, never null
     */
    public CancellationReason reason() {
        return reason;
    }
}
