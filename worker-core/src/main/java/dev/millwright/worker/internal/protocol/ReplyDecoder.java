package dev.millwright.worker.internal.protocol;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Makes replies of the bytes of one connection, however they are cut into pieces. Keeps what belongs to
 * an unfinished reply itself, so that every buffer can be released as soon as it is used up. Not for use
 * by many threads; worthless after it has thrown.
 */
public final class ReplyDecoder {
    /** A longer line is no reply of Faktory's. */
    static final int MAX_LINE = 64 * 1024;

    /** A longer string is refused by its announced length. */
    static final int MAX_BULK = 512 * 1024 * 1024;

    /** The most memory that an announced length gets before its bytes come. */
    private static final int FIRST_CHUNK = 64 * 1024;

    private static final byte[] NO_BULK = {};

    private byte[] line = new byte[64];
    private int lineLength;

    private boolean inBulk;
    private byte[] bulk = NO_BULK;
    private int bulkLength;
    private int bulkRead;
    private boolean carriageReturnRead;

    /**
     * Takes bytes up to the end of one reply, or all of them.
     *
     * @param in the next bytes of the connection
     * @return a reply, or null if more bytes are needed for one
     * @throws ProtocolException if the bytes are no reply
     */
    public @Nullable Reply decode(ByteBuf in) throws ProtocolException {
        while (in.isReadable()) {
            Reply reply = inBulk ? readBulk(in) : readLine(in);
            if (reply != null) {
                return reply;
            }
        }
        return null;
    }

    private @Nullable Reply readLine(ByteBuf in) throws ProtocolException {
        int lineFeed = in.indexOf(in.readerIndex(), in.writerIndex(), (byte) '\n');
        int length = (lineFeed < 0 ? in.writerIndex() : lineFeed) - in.readerIndex();
        if (lineLength + length > MAX_LINE) {
            throw new ProtocolException("a line longer than " + MAX_LINE + " bytes");
        }
        if (lineLength + length > line.length) {
            line = Arrays.copyOf(line, Math.max(lineLength + length, 2 * line.length));
        }
        in.readBytes(line, lineLength, length);
        lineLength += length;
        // Checked before the line is complete: a peer that is not Faktory may never send a line end.
        if (lineLength > 0 && "+-:$".indexOf(line[0]) < 0) {
            throw new ProtocolException(ProtocolException.quote(line, lineLength));
        }
        if (lineFeed < 0) {
            return null;
        }
        in.skipBytes(1);
        int end = lineLength > 0 && line[lineLength - 1] == '\r' ? lineLength - 1 : lineLength;
        lineLength = 0;
        return parseLine(end);
    }

    private @Nullable Reply parseLine(int end) throws ProtocolException {
        if (end == 0) {
            throw new ProtocolException("an empty line");
        }
        return switch (line[0]) {
            case '+' -> simple(end);
            case '-' -> failure(text(end));
            case ':' -> new Reply.Int(number(end));
            default -> beginBulk(number(end));
        };
    }

    private String text(int end) {
        return new String(line, 1, end - 1, StandardCharsets.UTF_8);
    }

    private Reply simple(int end) {
        boolean ok = end == 3 && line[1] == 'O' && line[2] == 'K';
        return ok ? Reply.Simple.OK : new Reply.Simple(text(end));
    }

    private static Reply failure(String text) {
        int space = text.indexOf(' ');
        String word = space < 0 ? text : text.substring(0, space);
        boolean coded = !word.isEmpty() && word.chars().allMatch(c -> (c >= 'A' && c <= 'Z') || c == '_');
        if (!coded) {
            return new Reply.Failure("ERR", text);
        }
        return new Reply.Failure(word, space < 0 ? "" : text.substring(space + 1));
    }

    private long number(int end) throws ProtocolException {
        boolean negative = end > 1 && line[1] == '-';
        int first = negative ? 2 : 1;
        // Eighteen digits always fit into a long.
        boolean valid = first < end && end - first <= 18;
        long value = 0;
        for (int i = first; valid && i < end; i++) {
            valid = line[i] >= '0' && line[i] <= '9';
            value = 10 * value + (line[i] - '0');
        }
        if (!valid) {
            throw new ProtocolException(ProtocolException.quote(line, end));
        }
        return negative ? -value : value;
    }

    private @Nullable Reply beginBulk(long length) throws ProtocolException {
        if (length == -1) {
            return Reply.Bulk.NIL;
        }
        if (length < 0) {
            throw new ProtocolException("a string of " + length + " bytes");
        }
        if (length > MAX_BULK) {
            throw new ReplyTooLargeException(length, "at most " + MAX_BULK + " are taken");
        }
        inBulk = true;
        bulkLength = (int) length;
        bulkRead = 0;
        bulk = new byte[Math.min(bulkLength, FIRST_CHUNK)];
        carriageReturnRead = false;
        return null;
    }

    private @Nullable Reply readBulk(ByteBuf in) throws ProtocolException {
        int length = Math.min(bulkLength - bulkRead, in.readableBytes());
        if (bulkRead + length > bulk.length) {
            growBulk(Math.min(bulkLength, Math.max(bulkRead + length, 2 * bulk.length)));
        }
        in.readBytes(bulk, bulkRead, length);
        bulkRead += length;
        if (bulkRead < bulkLength) {
            return null;
        }
        while (in.isReadable()) {
            byte end = in.readByte();
            if (end != (carriageReturnRead ? '\n' : '\r')) {
                throw new ProtocolException("a string that goes on after its " + bulkLength + " bytes");
            }
            if (carriageReturnRead) {
                Reply reply = new Reply.Bulk(bulk);
                bulk = NO_BULK;
                inBulk = false;
                return reply;
            }
            carriageReturnRead = true;
        }
        return null;
    }

    private void growBulk(int length) throws ReplyTooLargeException {
        try {
            bulk = Arrays.copyOf(bulk, length);
        } catch (OutOfMemoryError e) {
            bulk = NO_BULK; // what has come of it is given back first
            throw new ReplyTooLargeException(bulkLength, "the heap has no room for it");
        }
    }
}
