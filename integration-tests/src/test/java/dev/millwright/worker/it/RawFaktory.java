package dev.millwright.worker.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The protocol by hand, line by line, so that tests don't judge the worker's client by itself. One
 * connection, for one thread. A reply that takes longer than {@value #LIMIT_MILLIS} ms is an error.
 */
public final class RawFaktory implements AutoCloseable {
    private static final int LIMIT_MILLIS = 60_000;
    private static final Pattern ITERATIONS = Pattern.compile("\"i\":(\\d+)");
    private static final Pattern SALT = Pattern.compile("\"s\":\"([^\"]*)\"");

    private final Socket socket;
    private final InputStream in;

    /** Takes over a connected socket, a TLS one perhaps. */
    RawFaktory(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(LIMIT_MILLIS);
        socket.setTcpNoDelay(true);
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    public static RawFaktory open(int port) {
        try {
            return new RawFaktory(new Socket(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads the greeting and says HELLO with this JSON object, the password's hash added to it. Expects OK. */
    public void hello(String json, @Nullable String password) {
        String reply = tryHello(json, password);
        if (!"+OK".equals(reply)) {
            throw new IllegalStateException("HELLO was answered with " + reply);
        }
    }

    /** As {@link #hello} but returns the reply, whatever it is. */
    @Nullable
    String tryHello(String json, @Nullable String password) {
        sendHello(json, password);
        return read();
    }

    /** As {@link #hello} but leaves the reply to be read. */
    public void sendHello(String json, @Nullable String password) {
        String greeting = String.valueOf(read());
        Matcher iterations = ITERATIONS.matcher(greeting);
        Matcher salt = SALT.matcher(greeting);
        String complete = json;
        if (password != null && iterations.find() && salt.find()) {
            String hash = hash(password, salt.group(1), Integer.parseInt(iterations.group(1)));
            complete = json.substring(0, json.length() - 1) + ",\"pwdhash\":\"" + hash + "\"}";
        }
        send("HELLO " + complete);
    }

    /** Sends a line and reads its reply. */
    public @Nullable String command(String line) {
        send(line);
        return read();
    }

    public void send(String line) {
        try {
            socket.getOutputStream().write((line + "\r\n").getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads one reply: a simple string, an error or a number as its line with the first character
     * ({@code +OK}, {@code -ERR …}, {@code :1}), a bulk string as its content, nil as null.
     *
     * @throws UncheckedIOException with an {@link EOFException} if the server has closed the connection
     */
    public @Nullable String read() {
        try {
            String line = line();
            if (!line.startsWith("$")) {
                return line;
            }
            int length = Integer.parseInt(line.substring(1));
            if (length < 0) {
                return null;
            }
            byte[] content = in.readNBytes(length);
            if (content.length < length || !line().isEmpty()) {
                throw new EOFException("cut off in a bulk string");
            }
            return new String(content, UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether a reply begins to arrive in this time. */
    public boolean hasReplyWithin(int millis) {
        try {
            socket.setSoTimeout(millis);
            in.mark(1);
            boolean something = in.read() >= 0;
            in.reset();
            return something;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            restoreLimit();
        }
    }

    private void restoreLimit() {
        try {
            socket.setSoTimeout(LIMIT_MILLIS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("closed by the server");
            }
            line.write(next);
        }
        return line.toString(UTF_8).stripTrailing();
    }

    private static String hash(String password, String salt, int iterations) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            byte[] hash = (password + salt).getBytes(UTF_8);
            for (int i = 0; i < iterations; i++) {
                hash = sha.digest(hash);
            }
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
