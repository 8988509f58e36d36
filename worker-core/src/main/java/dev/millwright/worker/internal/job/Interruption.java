package dev.millwright.worker.internal.job;

import dev.millwright.worker.CancelRequest;
import dev.millwright.worker.CancellationReason;
import org.jspecify.annotations.Nullable;

/**
 * Why a job is interrupted. Immutable.
 *
 * @param request what was said with a cancel; null if nothing was, or for another reason
 */
record Interruption(CancellationReason reason, @Nullable CancelRequest request) {
    static final Interruption SHUTDOWN = new Interruption(CancellationReason.SHUTDOWN, null);
    static final Interruption DEADLINE = new Interruption(CancellationReason.DEADLINE, null);

    /** Nobody says why or who. */
    static final Interruption CANCEL = new Interruption(CancellationReason.CANCELLED, null);

    /** A cancel with what is said of it. */
    static Interruption cancel(CancelRequest request) {
        return new Interruption(CancellationReason.CANCELLED, request);
    }

    /** In words, for messages and logs: a clause without a full stop. */
    String description() {
        return reason.description() + (request == null ? "" : words(request));
    }

    /** What is said of a cancel, to be put after it. */
    static String words(CancelRequest request) {
        return (request.by().isEmpty() ? "" : " by " + request.by())
                + (request.reason().isEmpty() ? "" : ": " + request.reason());
    }
}
