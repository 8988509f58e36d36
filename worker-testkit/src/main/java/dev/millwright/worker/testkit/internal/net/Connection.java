package dev.millwright.worker.testkit.internal.net;

import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.testkit.RecordedCommand;
import dev.millwright.worker.testkit.internal.faults.ConnectionCut;
import dev.millwright.worker.testkit.internal.faults.FaultAction;
import dev.millwright.worker.testkit.internal.faults.Wire;
import dev.millwright.worker.testkit.internal.protocol.CommandTable;
import dev.millwright.worker.testkit.internal.protocol.Reply;
import dev.millwright.worker.testkit.internal.protocol.Session;
import dev.millwright.worker.testkit.internal.store.WorkerRecord;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.security.SecureRandom;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One connection, served by a thread of its own: handshake, then command after command. While a FETCH
 * waits nothing is read, so that a client that goes away meanwhile is not noticed: the stock server's
 * way. {@link #close} and {@link #refuseCommands} are for any thread, the rest is the thread's.
 */
final class Connection implements Runnable, Wire {
    private static final Duration HANDSHAKE_LIMIT = Duration.ofSeconds(2);

    private final ServerContext server;
    /** The TCP socket. Closed directly, also under TLS: a TLS socket may wait for the other side then. */
    private final Socket socket;

    private final int number;
    private final int life;
    private final SecureRandom random;
    private final Runnable onEnd;

    /** The same object each time, as the registry tells connections apart by it. */
    private final Runnable closer = this::close;

    private @Nullable LineReader in;
    private @Nullable OutputStream out;
    private @Nullable WorkerRecord joined;
    private String wid = "";
    /** How many there were when this one was accepted, itself included. */
    private int connections;

    private volatile boolean shuttingDown;

    Connection(ServerContext server, Socket socket, int number, SecureRandom random, Runnable onEnd) {
        this.server = server;
        this.socket = socket;
        this.number = number;
        this.life = server.broker().life();
        this.random = random;
        this.onEnd = onEnd;
    }

    @Override
    public void run() {
        try (socket) {
            socket.setTcpNoDelay(true);
            Socket stream = stream();
            in = new LineReader(stream);
            out = stream.getOutputStream();
            Session session = shakeHands();
            if (session != null) {
                serve(session);
            }
            stream.shutdownOutput();
        } catch (IOException e) {
            // The client has gone, or a fault has cut the connection: either way it is over.
        } finally {
            leave();
            onEnd.run();
        }
    }

    private Socket stream() throws IOException {
        return server.tls() == null ? socket : server.tls().createSocket(socket, null, true);
    }

    private void leave() {
        WorkerRecord worker = joined;
        if (worker != null) {
            server.broker().write(() -> {
                server.broker().workers().leave(worker, closer);
                server.stats().disconnected();
            });
        }
    }

    private @Nullable Session shakeHands() throws IOException {
        WorkerClock.Scheduled limit = server.broker().clock().schedule(closer, HANDSHAKE_LIMIT);
        try {
            Handshake handshake = new Handshake(server.password(), random);
            answer(RecordedCommand.CONNECT, "", handshake::greeting);
            String line = input().readLine();
            Handshake.Hello hello = line == null ? null : handshake.read(line);
            if (line == null || hello == null) {
                return null;
            }
            wid = hello.worker().wid();
            Session session = new Session(life, hello.worker(), input()::atEnd);
            answer("HELLO", Handshake.withoutHash(line.substring("HELLO ".length())), () -> {
                if (!hello.accepted()) {
                    return Reply.error("Invalid password");
                }
                // Before the reply: a test that has seen it may move the clock at once.
                limit.cancel();
                joined = hello.worker();
                // Before the client hears OK, so that it finds itself counted.
                server.broker().write(() -> {
                    connections = server.stats().connected();
                    server.broker().workers().join(hello.worker(), closer);
                });
                return Reply.OK;
            });
            return joined == null ? null : session;
        } finally {
            limit.cancel();
        }
    }

    private void serve(Session session) throws IOException {
        if (connections > server.maxConnections()) {
            write(Reply.error("too many connections: " + connections).bytes());
            return;
        }
        String verb = "";
        while (!verb.equals(CommandTable.END)) {
            String line = input().readLine();
            if (line == null) {
                return;
            }
            if (shuttingDown) {
                write(Reply.error("shutdown in progress").bytes());
                return;
            }
            int space = line.indexOf(' ');
            verb = space < 0 ? line : line.substring(0, space);
            String payload = space < 0 ? "" : line.substring(space + 1);
            answer(verb, payload, () -> server.commands().run(session, line));
        }
    }

    private void answer(String verb, String payload, FaultAction.Handler handler) throws IOException {
        RecordedCommand command = server.log().add(number, wid, verb, payload);
        server.faults().strike(command).answer(this, handler);
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        if (out == null) {
            throw new ConnectionCut();
        }
        out.write(bytes);
        out.flush();
    }

    @Override
    public void pause(Duration length) {
        server.broker().pause(life, length);
    }

    @Override
    public void ignoreInput() throws IOException {
        input().drain();
    }

    private LineReader input() throws ConnectionCut {
        if (in == null) {
            throw new ConnectionCut();
        }
        return in;
    }

    /** Answers the next command with an error and closes, as a server that shuts down. */
    void refuseCommands() {
        shuttingDown = true;
    }

    void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed all the same.
        }
    }
}
