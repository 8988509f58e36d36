package dev.millwright.worker.testkit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Speaks to a server line by line, without any help from the worker's own code. For one thread. */
final class RawClient implements AutoCloseable {
    /** What {@link #receive} returns for a nil bulk. */
    static final String NIL = "(nil)";

    /** What {@link #receive} returns when the server has closed the connection. */
    static final String CLOSED = "(closed)";

    /** Only so that a broken server fails a test instead of hanging it. */
    private static final int READ_LIMIT_MILLIS = 20_000;

    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    private final Socket socket;
    private final InputStream in;

    RawClient(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(READ_LIMIT_MILLIS);
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    /** A connection before its handshake. */
    static RawClient connect(DevServer server) {
        try {
            return new RawClient(new Socket(InetAddress.getByAddress(LOOPBACK), server.port()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A connection that only pushes. */
    static RawClient producer(DevServer server) {
        return connect(server).handshake("{\"v\":2,\"hostname\":\"h\",\"pid\":1,\"labels\":[]}");
    }

    /** A connection that also fetches. */
    static RawClient worker(DevServer server, String wid) {
        return connect(server).handshake(hello(wid));
    }

    static String hello(String wid) {
        return "{\"v\":2,\"hostname\":\"box\",\"pid\":42,\"labels\":[\"blue\"],\"wid\":\"" + wid + "\"}";
    }

    private RawClient handshake(String hello) {
        String greeting = receive();
        if (!greeting.equals("+HI {\"v\":2}")) {
            throw new AssertionError("unexpected greeting: " + greeting);
        }
        String reply = call("HELLO " + hello);
        if (!reply.equals("+OK")) {
            throw new AssertionError("unexpected reply to HELLO: " + reply);
        }
        return this;
    }

    /** The answer to a greeting that asks for a password. */
    static String hash(String greeting, String password) {
        Matcher riddle = Pattern.compile("\"i\":(\\d+),\"s\":\"([0-9a-f]+)\"").matcher(greeting);
        if (!riddle.find()) {
            throw new AssertionError("no salt in " + greeting);
        }
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            byte[] digest = sha256.digest((password + riddle.group(2)).getBytes(StandardCharsets.UTF_8));
            for (int i = 1; i < Integer.parseInt(riddle.group(1)); i++) {
                digest = sha256.digest(digest);
            }
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** Sends a line and waits for its reply. */
    String call(String line) {
        return send(line).receive();
    }

    RawClient send(String line) {
        return sendRaw(line + "\r\n");
    }

    RawClient sendRaw(String text) {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next reply: a line as it is, or the text of a bulk. */
    String receive() {
        try {
            String line = readLine();
            if (line.equals("$-1")) {
                return NIL;
            }
            if (!line.startsWith("$")) {
                return line;
            }
            String bulk = new String(in.readNBytes(Integer.parseInt(line.substring(1))), StandardCharsets.UTF_8);
            String end = readLine();
            if (!end.isEmpty()) {
                throw new AssertionError("no CRLF after a bulk but " + end);
            }
            return bulk;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String readLine() throws IOException {
        String line = readUntilLineFeed();
        if (line.isEmpty()) {
            return CLOSED;
        }
        if (!line.endsWith("\r\n")) {
            throw new AssertionError("the connection broke after " + line);
        }
        return line.substring(0, line.length() - 2);
    }

    /** All that comes until the server closes the connection. */
    String receiveRest() {
        try {
            StringBuilder rest = new StringBuilder();
            for (String line = readUntilLineFeed(); !line.isEmpty(); line = readUntilLineFeed()) {
                rest.append(line);
            }
            return rest.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String readUntilLineFeed() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            for (int b = in.read(); b >= 0; b = in.read()) {
                line.write(b);
                if (b == '\n') {
                    break;
                }
            }
        } catch (SocketException e) {
            // A reset: as good as closed.
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        if (socket.isClosed()) {
            return;
        }
        try {
            // A TLS socket would wait that long for the server's farewell.
            socket.setSoTimeout(1);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
