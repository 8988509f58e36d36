package dev.millwright.worker.internal.net;

import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.internal.net.loop.IoThread;
import dev.millwright.worker.internal.platform.Guard;
import dev.millwright.worker.internal.platform.SafeLogger;
import java.time.Duration;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Keeps one connection up: connects, and connects again whenever it is lost, until it is closed. The
 * methods may be called from any thread; the rest is confined to the I/O thread.
 */
public final class Link implements AutoCloseable {
    private static final Logger LOG = SafeLogger.of(Link.class);

    private final Connector connector;
    private final IoThread thread;
    private final String name;
    private final WorkerClock clock;
    private final LinkListener listener;
    private final Backoff backoff = new Backoff(new SplittableRandom());
    private WorkerClock.@Nullable Scheduled retry;
    private volatile @Nullable NettyConnection current;
    private volatile boolean stuck; // written on the I/O thread
    private volatile boolean closed;

    /**
     * Makes a link; {@link #start()} makes it connect.
     *
     * @param connector how to connect
     * @param thread serves the connection and calls the listener
     * @param name for logs and listeners
     * @param clock by which retries run
     * @param listener hears of the connections
     */
    public Link(Connector connector, IoThread thread, String name, WorkerClock clock, LinkListener listener) {
        this.connector = connector;
        this.thread = thread;
        this.name = name;
        this.clock = clock;
        this.listener = listener;
    }

    /** Makes the first attempt. To be called once. */
    public void start() {
        thread.execute(this::connect);
    }

    /** The connection that stands, null if there is none. */
    public @Nullable Connection current() {
        return current;
    }

    /** For logs and listeners. */
    public String name() {
        return name;
    }

    /** Closes the connection that stands, so that another takes its place. */
    public void restart() {
        thread.execute(this::closeCurrent);
    }

    /** Goes on trying if that has come to an end for want of memory. To be called now and then. */
    public void revive() {
        if (stuck) {
            thread.execute(() -> {
                if (stuck) {
                    stuck = false;
                    connect();
                }
            });
        }
    }

    /** Ends the connection with END, and connects no more. The listener is not called again. */
    @Override
    public void close() {
        closed = true;
        thread.execute(() -> {
            if (retry != null) {
                retry.cancel();
            }
            closeCurrent();
        });
    }

    private void closeCurrent() {
        NettyConnection connection = current;
        if (connection != null) {
            connection.close();
        }
    }

    private void connect() {
        assert closed || thread.isCurrent() : name + " on another thread than its own";
        if (!closed) {
            connector.open(thread).whenComplete((connection, cause) -> {
                if (connection != null) {
                    connected(connection);
                } else {
                    failed(cause);
                }
            });
        }
    }

    private void connected(NettyConnection connection) {
        current = connection;
        connection.onClosed(cause -> disconnected(connection, cause));
        if (closed) {
            connection.close();
        } else {
            tell(() -> listener.onConnected(connection));
        }
    }

    private void disconnected(NettyConnection connection, Throwable cause) {
        current = null;
        if (closed) {
            return;
        }
        tell(() -> listener.onDisconnected(cause));
        if (connection.hasAnswered()) {
            backoff.reset();
            connect();
        } else {
            // A server that accepts and hangs up at once, being full for instance, is not asked in a tight loop.
            connectAfter(backoff.next());
        }
    }

    private void failed(Throwable cause) {
        // Elsewhere than on its thread only when that has ended with the transport.
        if (!closed && thread.isCurrent()) {
            tell(() -> listener.onConnectFailed(cause));
            connectAfter(backoff.next());
        }
    }

    /** Whatever becomes of what is told, the link goes on. */
    private void tell(Runnable what) {
        Guard.run(what, LOG, name + ": what follows from a change of its connection failed");
    }

    private void connectAfter(Duration pause) {
        try {
            retry = clock.schedule(() -> thread.execute(this::connect), pause);
        } catch (Throwable e) { // no memory, for instance
            stuck = true;
            LOG.warn("{}: the next try to connect could not be scheduled", name, e);
        }
    }
}
