package dev.millwright.worker.it.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** One connection through the {@link TcpProxy}: two sockets, and a thread per direction. Any thread. */
final class ProxiedConnection {
    /** What becomes of the next bytes from the server. */
    enum Next {
        PASS,
        DROP_AND_CUT,
        HALVE_AND_CUT,
        PASS_AND_CUT
    }

    /** A way between the two sockets. */
    private interface Filter {
        /** Returns how many of the bytes to pass on; fewer than there are mean the end. */
        int pass(byte[] bytes, int length);
    }

    private final Socket client;
    private final Socket server;
    private final Conversation conversation;
    private final Consumer<ProxiedConnection> onEnd;
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile long delayMillis;
    private volatile Next next = Next.PASS;

    ProxiedConnection(Socket client, Socket server, WireTap tap, Consumer<ProxiedConnection> onEnd)
            throws SocketException {
        this.client = client;
        this.server = server;
        this.conversation = new Conversation(tap);
        this.onEnd = onEnd;
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
    }

    void start() {
        TcpProxy.daemon("proxy-up", () -> copy(client, server, this::passUp));
        TcpProxy.daemon("proxy-down", () -> copy(server, client, this::passDown));
    }

    private int passUp(byte[] bytes, int length) {
        conversation.up(bytes, length);
        return length;
    }

    private int passDown(byte[] bytes, int length) {
        conversation.down(bytes, length);
        return switch (next) {
            case PASS, PASS_AND_CUT -> length;
            case DROP_AND_CUT -> 0;
            case HALVE_AND_CUT -> length / 2;
        };
    }

    private void copy(Socket from, Socket to, Filter filter) {
        byte[] buffer = new byte[65_536];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (delayMillis > 0) {
                    // A gate that nobody opens: only the time passes.
                    boolean opened = new CountDownLatch(1).await(delayMillis, TimeUnit.MILLISECONDS);
                    assert !opened;
                }
                gate.await();
                // After the gate: what a connection that was cut meanwhile has held back reaches nobody.
                if (over.get()) {
                    return;
                }
                int passed = filter.pass(buffer, read);
                out.write(buffer, 0, passed);
                if (from == server && next != Next.PASS) {
                    return;
                }
            }
        } catch (IOException e) {
            // One side is gone: so is the other.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            cut();
        }
    }

    /** Lets nothing through until the latch is open. */
    void stall(CountDownLatch until) {
        gate = until;
    }

    /** Holds everything back for so long. */
    void delay(long millis) {
        delayMillis = millis;
    }

    /** Chooses what becomes of the next bytes from the server. */
    void onNextReply(Next what) {
        next = what;
    }

    Conversation conversation() {
        return conversation;
    }

    /** Ends both sides, with whatever is on its way lost. */
    void cut() {
        if (!over.compareAndSet(false, true)) {
            return;
        }
        for (Socket socket : new Socket[] {client, server}) {
            try {
                socket.close();
            } catch (IOException e) {
                // Closed is what it should be.
            }
        }
        onEnd.accept(this);
    }
}
