package dev.millwright.worker.testkit.internal.protocol;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What INFO tells of the server itself. For use by any thread. */
public final class ServerStats {
    private final Instant startedAt;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicLong commands = new AtomicLong();

    public ServerStats(Instant startedAt) {
        this.startedAt = startedAt;
    }

    /** A handshake is complete; returns how many connections there are now. */
    public int connected() {
        return connections.incrementAndGet();
    }

    public void disconnected() {
        connections.decrementAndGet();
    }

    void commandHandled() {
        commands.incrementAndGet();
    }

    public int connections() {
        return connections.get();
    }

    long commands() {
        return commands.get();
    }

    Instant startedAt() {
        return startedAt;
    }
}
