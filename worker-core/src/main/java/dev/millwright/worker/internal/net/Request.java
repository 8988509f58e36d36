package dev.millwright.worker.internal.net;

import dev.millwright.worker.internal.protocol.Reply;
import java.time.Duration;

/**
 * One command on its way to the server, and who waits for its reply. Exactly one of the two methods
 * is called, once, on the connection's I/O thread; neither may block for long, except where the
 * thread is the receiver's own.
 */
public interface Request {
    /** How long the server may take from the writing of a command to its reply, unless said otherwise. */
    Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

    /** The whole command, CRLF included. Written as it is. */
    byte[] command();

    /** How long the server may take before the connection counts as broken and is closed. */
    default Duration timeout() {
        return DEFAULT_TIMEOUT;
    }

    /** The server has answered; an error reply comes here, too. */
    void onReply(Reply reply);

    /**
     * There will be no answer.
     *
     * @param cause what broke
     * @param mayHaveArrived false only if the command was certainly not written
     */
    void onBroken(Throwable cause, boolean mayHaveArrived);
}
