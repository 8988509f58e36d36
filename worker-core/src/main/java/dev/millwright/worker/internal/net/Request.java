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

    /**
     * How long the server may stay silent. After that the connection is closed, unless a command that is under way on
     * it objects: see {@link #mayBeAbandoned}.
     */
    default Duration timeout() {
        return DEFAULT_TIMEOUT;
    }

    /**
     * Whether the connection may be closed although this command is not answered. False for one that would do harm
     * if the server came to read it then; TCP still closes the connection when the other side is gone. Asked once a
     * second, on the I/O thread, while the server is silent for too long.
     */
    default boolean mayBeAbandoned() {
        return true;
    }

    /**
     * Whether this command had better not arrive any more, or must be sent again now or never. The connection is
     * then closed all the same, unless it is known that the command has arrived. Asked as {@link #mayBeAbandoned}.
     */
    default boolean isUrgent() {
        return false;
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
