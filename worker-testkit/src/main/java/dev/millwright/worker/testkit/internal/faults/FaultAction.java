package dev.millwright.worker.testkit.internal.faults;

import dev.millwright.worker.testkit.internal.protocol.Reply;
import java.io.IOException;
import java.time.Duration;

/** What becomes of one command. Stateless. */
@FunctionalInterface
public interface FaultAction {
    /** Handles the command. */
    interface Handler {
        Reply handle();
    }

    /** No fault: handle, then reply. */
    FaultAction NONE = (wire, handler) -> wire.write(handler.handle().bytes());

    /**
     * Answers a command.
     *
     * @param wire the connection
     * @param handler handles the command; called once or not at all
     * @throws ConnectionCut to close the connection
     */
    void answer(Wire wire, Handler handler) throws IOException;

    static FaultAction cut() {
        return (wire, handler) -> {
            throw new ConnectionCut();
        };
    }

    static FaultAction cutBeforeReply() {
        return (wire, handler) -> {
            handler.handle();
            throw new ConnectionCut();
        };
    }

    static FaultAction cutMidReply() {
        return (wire, handler) -> {
            wire.write(handler.handle().firstHalf());
            throw new ConnectionCut();
        };
    }

    static FaultAction cutAfterReply() {
        return (wire, handler) -> {
            wire.write(handler.handle().bytes());
            throw new ConnectionCut();
        };
    }

    static FaultAction delay(Duration length) {
        return (wire, handler) -> {
            wire.pause(length);
            wire.write(handler.handle().bytes());
        };
    }

    static FaultAction delayReply(Duration length) {
        return (wire, handler) -> {
            Reply reply = handler.handle();
            wire.pause(length);
            wire.write(reply.bytes());
        };
    }

    static FaultAction stall() {
        return (wire, handler) -> wire.ignoreInput();
    }

    static FaultAction stallReply() {
        return (wire, handler) -> {
            handler.handle();
            wire.ignoreInput();
        };
    }

    static FaultAction replyWith(Reply reply) {
        return (wire, handler) -> wire.write(reply.bytes());
    }

    static FaultAction splitReply() {
        return (wire, handler) -> {
            for (byte each : handler.handle().bytes()) {
                wire.write(new byte[] {each});
            }
        };
    }

    static FaultAction run(Runnable action) {
        return (wire, handler) -> {
            action.run();
            wire.write(handler.handle().bytes());
        };
    }
}
