package dev.millwright.worker.internal.net;

import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Judges, once a second, whether a server that does not answer is to be given up. Confined to the connection's event
 * loop.
 */
final class Silence {
    private final TcpLiveness tcp;
    private final ReceiveThreshold threshold;
    private @Nullable Pending late;
    private boolean heard;
    private long heardNanos;

    Silence(TcpLiveness tcp, ReceiveThreshold threshold, long now) {
        this.heardNanos = now;
        this.tcp = tcp;
        this.threshold = threshold;
    }

    /** Something has come, perhaps a part of a reply only. */
    void end() {
        heard = true;
    }

    /**
     * Looks.
     *
     * @param pending what is not answered, the oldest first
     * @return what the connection is to be closed for, null if it is not
     */
    @Nullable
    Pending isTooLongFor(Queue<Pending> pending, long now) {
        if (heard) {
            heard = false;
            heardNanos = now;
        }
        Pending oldest = pending.peek();
        if (oldest == null || !isOverdue(oldest, now)) {
            late = null;
            return null;
        }
        if (oldest != late) {
            // The reply may be here already, unread while this thread was busy: look again next time.
            late = oldest;
            threshold.off();
            return null;
        }
        return mayBeAbandoned(pending) ? oldest : null;
    }

    private boolean isOverdue(Pending oldest, long now) {
        long since = Math.max(oldest.writtenNanos - heardNanos, 0) + heardNanos; // the later of both
        return now - since >= oldest.request.timeout().toNanos();
    }

    private boolean mayBeAbandoned(Queue<Pending> pending) {
        boolean arrived = tcp.hasArrived();
        boolean objection = false;
        for (Pending next : pending) {
            if (!arrived && next.request.isUrgent()) {
                return true;
            }
            objection |= !next.request.mayBeAbandoned();
        }
        return !objection;
    }
}
