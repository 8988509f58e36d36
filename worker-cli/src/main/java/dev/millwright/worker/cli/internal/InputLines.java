package dev.millwright.worker.cli.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The lines of an input, each read as UTF-8 by itself: one that is no UTF-8 does not spoil those after it, and
 * nothing is put in place of what cannot be read. Confined to the calling thread.
 */
final class InputLines {
    /** A job of more than this is no job; it also bounds what an input without line ends can take. */
    private static final int MAX_BYTES = 32 << 20;

    private static final String BYTE_ORDER_MARK = "\ufeff";

    private final InputStream in;
    private final byte[] buffer = new byte[1 << 16];
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private int next;
    private int end;
    private long number;

    /**
     * One line.
     *
     * @param number from 1
     * @param text without its end; empty if there is a problem
     * @param problem why the line cannot be read; null if it could
     */
    record Line(long number, String text, @Nullable String problem) {}

    InputLines(InputStream in) {
        this.in = in;
    }

    /** How many lines have been read. */
    long count() {
        return number;
    }

    /** The next line, empty ones too; null after the last. */
    @Nullable
    Line next() throws IOException {
        line.reset();
        boolean any = false;
        boolean tooLong = false;
        while (next < end || fill()) {
            any = true;
            int from = next;
            while (next < end && buffer[next] != '\n') {
                next++;
            }
            tooLong |= line.size() + (next - from) > MAX_BYTES;
            if (!tooLong) {
                line.write(buffer, from, next - from);
            }
            if (next < end) {
                next++;
                break;
            }
        }
        if (!any) {
            return null;
        }
        number++;
        return tooLong ? new Line(number, "", "is longer than 32 MiB") : decoded();
    }

    private boolean fill() throws IOException {
        next = 0;
        end = Math.max(0, in.read(buffer, 0, buffer.length));
        return end > 0;
    }

    private Line decoded() {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder() // made so, it tells of what is not UTF-8
                    .decode(ByteBuffer.wrap(line.toByteArray()))
                    .toString();
            if (number == 1 && text.startsWith(BYTE_ORDER_MARK)) {
                text = text.substring(1);
            }
            return new Line(number, text.endsWith("\r") ? text.substring(0, text.length() - 1) : text, null);
        } catch (CharacterCodingException e) {
            return new Line(number, "", "is not UTF-8");
        }
    }
}
