package dev.millwright.worker.internal.net;

import dev.millwright.worker.ServerAddress;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import javax.net.ServerSocketFactory;

/**
 * A server on a loopback socket that does what a test tells it: one script for each connection in the
 * order of their arrival, the last one for all that follow. The end of a script closes its connection.
 */
public final class ScriptedServer implements AutoCloseable {
    /** What the server does on one connection. */
    public interface Script {
        /** Runs on a thread of its own. */
        void serve(Peer peer) throws IOException;
    }

    private final ServerSocket socket;
    private final Script[] scripts;
    private final Queue<Closeable> open = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final CountDownLatch acceptsNoMore = new CountDownLatch(1);

    private ScriptedServer(ServerSocket socket, Script... scripts) {
        this.socket = socket;
        this.scripts = scripts;
    }

    /** Starts a server without TLS. */
    public static ScriptedServer start(Script... scripts) throws IOException {
        return start(ServerSocketFactory.getDefault(), scripts);
    }

    /** Starts a server on the sockets of a factory. */
    static ScriptedServer start(ServerSocketFactory sockets, Script... scripts) throws IOException {
        ServerSocket socket = sockets.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        ScriptedServer server = new ScriptedServer(socket, scripts);
        daemon(server::accept, "scripted-server").start();
        return server;
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    private void accept() {
        for (int i = 0; !socket.isClosed(); i++) {
            Script script = scripts[Math.min(i, scripts.length - 1)];
            try {
                Socket accepted = socket.accept();
                accepted.setTcpNoDelay(true);
                open.add(accepted);
                daemon(() -> serve(script, accepted), "scripted-connection-" + i)
                        .start();
            } catch (IOException e) {
                break; // closed
            }
        }
        acceptsNoMore.countDown();
    }

    private void serve(Script script, Socket accepted) {
        try (accepted) {
            script.serve(new Peer(accepted));
        } catch (IOException e) {
            // The other side has hung up; whether it should have is for the test to say.
        } catch (Throwable e) {
            failures.add(e);
        }
    }

    int port() {
        return socket.getLocalPort();
    }

    /** Where to connect to. */
    public ServerAddress address() {
        return ServerAddress.parse("tcp://127.0.0.1:" + port());
    }

    @Override
    public void close() throws IOException {
        socket.close();
        // The kernel takes connections for as long as a thread is still inside accept().
        awaitUninterrupted(acceptsNoMore);
        for (Closeable connection : open) {
            connection.close();
        }
        if (!failures.isEmpty()) {
            throw new AssertionError("a script failed", failures.peek());
        }
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        boolean interrupted = false;
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The server's end of one connection. */
    public static final class Peer {
        private final Socket socket;
        private final BufferedReader reader;

        private Peer(Socket socket) throws IOException {
            this.socket = socket;
            this.reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        }

        /** Shakes hands and accepts. Returns the client's HELLO. */
        public String accept() throws IOException {
            send("+HI {\"v\":2}\r\n");
            String hello = expect("HELLO ");
            send("+OK\r\n");
            return hello;
        }

        /** Sends text as it is. */
        public void send(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
        }

        /** Reads one line and checks its start. */
        public String expect(String start) throws IOException {
            String line = read();
            if (!line.startsWith(start)) {
                throw new AssertionError("expected " + start + "… but got " + line);
            }
            return line;
        }

        /** Reads one line. */
        public String read() throws IOException {
            String line = reader.readLine();
            if (line == null) {
                throw new IOException("the client has closed the connection");
            }
            return line;
        }

        /** Waits until the client closes. Returns all lines that come before. */
        public String readToEnd() {
            StringBuilder lines = new StringBuilder();
            try {
                while (true) {
                    lines.append(read()).append('\n');
                }
            } catch (IOException e) {
                return lines.toString();
            }
        }

        /** Answers each command, END excepted, with the same reply until the client closes. */
        public void answerAll(String reply) throws IOException {
            while (!read().equals("END")) {
                send(reply);
            }
        }
    }
}
