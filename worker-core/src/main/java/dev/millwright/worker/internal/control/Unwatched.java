package dev.millwright.worker.internal.control;

import dev.millwright.worker.internal.net.Request;
import dev.millwright.worker.internal.protocol.Reply;

/** A command whose loss does no lasting harm. Immutable. */
final class Unwatched implements Request {
    private final byte[] command;

    Unwatched(byte[] command) {
        this.command = command;
    }

    @Override
    public byte[] command() {
        return command;
    }

    @Override
    public void onReply(Reply reply) {}

    @Override
    public void onBroken(Throwable cause, boolean mayHaveArrived) {}
}
