package dev.millwright.worker.internal.client;

import dev.millwright.worker.internal.net.Request;
import dev.millwright.worker.internal.protocol.Reply;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** One command of a caller who waits for {@link #reply}. */
final class Call implements Request {
    final CompletableFuture<Reply> reply = new CompletableFuture<>();

    /** Whether it is certain that the server has not seen the command. Set before the reply fails. */
    volatile boolean neverWritten;

    private final byte[] command;
    private final Duration timeout;

    Call(byte[] command, Duration timeout) {
        this.command = command;
        this.timeout = timeout;
    }

    @Override
    public byte[] command() {
        return command;
    }

    @Override
    public Duration timeout() {
        return timeout;
    }

    @Override
    public void onReply(Reply answer) {
        reply.complete(answer);
    }

    @Override
    public void onBroken(Throwable cause, boolean mayHaveArrived) {
        neverWritten = !mayHaveArrived;
        reply.completeExceptionally(cause);
    }
}
