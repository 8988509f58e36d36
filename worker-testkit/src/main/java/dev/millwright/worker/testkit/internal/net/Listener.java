package dev.millwright.worker.testkit.internal.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Owns the listening socket, its thread, and the threads of all connections. Open and close are for
 * one thread at a time, the rest is for any.
 */
public final class Listener {
    private static final int BACKLOG = 1024;
    /** For arguments nested as deep as Go takes them; reserved, not used, as long as they are not. */
    private static final long CONNECTION_STACK = 8L << 20;

    private static final long JOIN_LIMIT = TimeUnit.SECONDS.toMillis(5);

    private final ServerContext server;
    private final SecureRandom random = new SecureRandom();
    private final AtomicInteger numbers = new AtomicInteger();
    private final Map<Connection, Thread> connections = new ConcurrentHashMap<>();
    private @Nullable ServerSocket socket;
    private @Nullable Thread acceptor;

    public Listener(ServerContext server) {
        this.server = server;
    }

    /** Listens; port 0 means any free one. Returns the port. */
    public int open(InetAddress address, int port) throws IOException {
        ServerSocket opened = new ServerSocket(port, BACKLOG, address);
        socket = opened;
        acceptor = daemon(() -> acceptAll(opened), "faktory-dev-server-" + opened.getLocalPort());
        acceptor.start();
        return opened.getLocalPort();
    }

    private void acceptAll(ServerSocket from) {
        while (!from.isClosed()) {
            try {
                serve(from.accept(), from.getLocalPort());
            } catch (IOException e) {
                // Closed, which the loop looks at, or a client that was gone before it was accepted.
            }
        }
    }

    private void serve(Socket accepted, int port) {
        int number = numbers.incrementAndGet();
        Connection[] self = new Connection[1];
        Connection connection = new Connection(server, accepted, number, random, () -> connections.remove(self[0]));
        self[0] = connection;
        Thread thread = daemon(connection, "faktory-dev-server-" + port + "-" + number);
        connections.put(connection, thread);
        thread.start();
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(null, task, name, CONNECTION_STACK);
        thread.setDaemon(true);
        return thread;
    }

    /** Takes no new connections any more; returns once that is so. */
    public void close() {
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException e) {
                // It listens no more all the same.
            }
            join(acceptor);
            socket = null;
            acceptor = null;
        }
    }

    public void closeConnections() {
        connections.keySet().forEach(Connection::close);
    }

    public void refuseCommands() {
        connections.keySet().forEach(Connection::refuseCommands);
    }

    /** Waits until the threads of closed connections have ended. */
    public void joinConnections() {
        connections.values().forEach(Listener::join);
    }

    private static void join(@Nullable Thread thread) {
        if (thread == null || thread == Thread.currentThread()) {
            return;
        }
        try {
            thread.join(JOIN_LIMIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
