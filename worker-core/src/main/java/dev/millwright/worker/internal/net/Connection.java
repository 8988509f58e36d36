package dev.millwright.worker.internal.net;

import dev.millwright.worker.FaktoryConnectionException;
import java.util.List;

/**
 * One established, authenticated connection. Commands are answered strictly in order, so any number
 * may be under way. After a timeout, a cut or an unexpected reply it is closed and never used again,
 * as its replies could go to the wrong caller. Any thread.
 */
public interface Connection {
    /**
     * Writes commands, in order, in one flush. If the connection is closed, each is told so through
     * {@link Request#onBroken} with {@code mayHaveArrived = false}, on the I/O thread.
     */
    void send(List<? extends Request> requests);

    /**
     * Like {@link #send}, for commands whose first replies are of no use before the last one is there: it may
     * bring them all at once. To be called on the I/O thread.
     */
    void sendTogether(List<? extends Request> requests);

    /** Whether commands can be sent still; may change at any moment. */
    boolean isOpen();

    /** Sends END and closes. What is under way is told through {@link Request#onBroken}. */
    void close();

    /** Like {@link #close()}, for a connection that is given up; what is under way is told this cause. */
    void close(FaktoryConnectionException cause);
}
