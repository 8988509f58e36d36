package dev.millwright.worker.internal.net;

import dev.millwright.worker.WorkerClock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Has each open connection look once a second whether its server has gone silent, so that a request
 * needs no timer of its own. Does nothing while no connection is open. Any thread.
 */
final class Watchdog {
    static final Duration PERIOD = Duration.ofSeconds(1);

    private final WorkerClock clock;
    private final Set<NettyConnection> watched = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean ticking = new AtomicBoolean();

    Watchdog(WorkerClock clock) {
        this.clock = clock;
    }

    void watch(NettyConnection connection) {
        watched.add(connection);
        tickLater();
    }

    void forget(NettyConnection connection) {
        watched.remove(connection);
    }

    /** Ends all open connections. */
    void abortAll() {
        watched.forEach(NettyConnection::abort);
    }

    private void tickLater() {
        if (ticking.compareAndSet(false, true)) {
            clock.schedule(this::tick, PERIOD);
        }
    }

    private void tick() {
        watched.forEach(NettyConnection::checkTimeout);
        ticking.set(false);
        // After that: a connection that is added meanwhile is seen here, or starts the next tick itself.
        if (!watched.isEmpty()) {
            tickLater();
        }
    }
}
