package dev.millwright.worker.it.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A TCP proxy on the loopback between workers and their server. It can delay, stall, cut and refuse, and
 * listens to what passes. Owns its port and its connections until {@link #close()}. Any thread.
 */
final class TcpProxy implements AutoCloseable {
    private final ServerSocket listener;
    private final int target;
    private final WireTap tap;
    // By number, so that a plan can choose one.
    private final Map<ProxiedConnection, Integer> open = new ConcurrentHashMap<>();
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger broken = new AtomicInteger();
    private volatile boolean refusing;
    private volatile long delayMillis;

    TcpProxy(int target, WireTap tap) {
        this.target = target;
        this.tap = tap;
        try {
            this.listener = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon("proxy-accept", this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** How many connections are open. */
    int connections() {
        return open.size();
    }

    /** How many connections have ended otherwise than by an END when nothing was outstanding. */
    int broken() {
        return broken.get();
    }

    void cutAll() {
        open.keySet().forEach(ProxiedConnection::cut);
    }

    /** Does something to one connection, by any number that chooses it. */
    void toOne(int choice, Consumer<ProxiedConnection> what) {
        List<ProxiedConnection> all = open.entrySet().stream()
                .sorted(Comparator.comparing(Map.Entry::getValue))
                .map(Map.Entry::getKey)
                .toList();
        if (!all.isEmpty()) {
            what.accept(all.get(Math.floorMod(choice, all.size())));
        }
    }

    /** Lets nothing through on the connections that are open now, without closing any, until the task is run. */
    Runnable stallAll() {
        CountDownLatch gate = new CountDownLatch(1);
        open.keySet().forEach(connection -> connection.stall(gate));
        return gate::countDown;
    }

    /** Holds everything back for so long, also on connections to come; zero for not any more. */
    void delayAll(Duration length) {
        delayMillis = length.toMillis();
        open.keySet().forEach(connection -> connection.delay(delayMillis));
    }

    /** Takes back what was to become of next replies. */
    void disarm() {
        open.keySet().forEach(connection -> connection.onNextReply(ProxiedConnection.Next.PASS));
    }

    /** Closes new connections at once, or takes them again. */
    void refuse(boolean value) {
        refusing = value;
    }

    /** The connections on which a reply is outstanding and nothing has passed since a moment, by the nano time. */
    List<ProxiedConnection> silentSince(long moment) {
        return open.keySet().stream()
                .filter(connection -> connection.conversation().isSilentSince(moment))
                .toList();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                if (refusing) {
                    client.close();
                } else {
                    connect(client);
                }
            } catch (IOException e) {
                // The proxy is closed, or a client was gone before it was accepted.
            }
        }
    }

    private void connect(Socket client) throws IOException {
        try {
            Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
            ProxiedConnection connection = new ProxiedConnection(client, server, tap, this::ended);
            connection.delay(delayMillis);
            open.put(connection, accepted.incrementAndGet());
            connection.start();
        } catch (IOException e) {
            // The server is down: its client sees a connection that ends at once.
            client.close();
        }
    }

    private void ended(ProxiedConnection connection) {
        if (!connection.conversation().endedInGoodOrder()) {
            broken.incrementAndGet();
        }
        open.remove(connection);
    }

    static void daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cutAll();
    }
}
