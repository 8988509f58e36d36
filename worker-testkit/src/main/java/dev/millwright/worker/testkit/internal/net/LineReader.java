package dev.millwright.worker.testkit.internal.net;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads lines of any length. Owned by the connection's thread. */
final class LineReader {
    private static final int BUFFER = 16 * 1024;

    private final Socket socket;
    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER];
    private int start;
    private int end;

    LineReader(Socket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
    }

    /** The next line without CRLF or LF; null at the end, where the rest of a line does not count. */
    @Nullable
    String readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (fill()) {
            for (int i = start; i < end; i++) {
                if (buffer[i] == '\n') {
                    line.write(buffer, start, i - start);
                    start = i + 1;
                    return withoutCarriageReturn(line.toString(StandardCharsets.UTF_8));
                }
            }
            line.write(buffer, start, end - start);
            start = end;
        }
        return null;
    }

    private static String withoutCarriageReturn(String line) {
        return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
    }

    /** Makes sure that there is a byte to read; false at the end. */
    private boolean fill() throws IOException {
        if (start == end) {
            // Read first: if that fails, what was read before must not seem new.
            int count = in.read(buffer);
            start = 0;
            end = Math.max(0, count);
        }
        return start < end;
    }

    /** Reads and forgets everything, until the other side closes. */
    void drain() throws IOException {
        do {
            start = end;
        } while (fill());
    }

    /** Whether the other side has closed, as far as a look of a millisecond can tell. */
    boolean atEnd() {
        try {
            socket.setSoTimeout(1);
            try {
                return !fill();
            } finally {
                socket.setSoTimeout(0);
            }
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
