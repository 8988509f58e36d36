package dev.millwright.worker.cli.internal.log;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes to a stream until it takes it. In pieces that a pipe takes as a whole or not at all, each ending with a
 * line where that is possible, as child processes of jobs may write to the same pipe. For one thread, but for
 * {@link #isFailing}.
 */
final class PieceWriter {
    private static final int PIECE = 4096;

    private static final long RETRY_NANOS = 100_000_000;

    private final OutputStream out;
    private volatile boolean failing;

    PieceWriter(OutputStream out) {
        this.out = out;
    }

    /** Whether the stream has refused the last piece; to wait for it is of little use. */
    boolean isFailing() {
        return failing;
    }

    /** Returns when all is written, which may be never. */
    void write(byte[] lines, int length) {
        int from = 0;
        while (from < length) {
            int to = endOfPiece(lines, from, length);
            try {
                out.write(lines, from, to - from);
                from = to;
                failing = false;
            } catch (IOException e) {
                // Its reader is gone, or it is full and does not block. Both may pass.
                failing = true;
                LockSupport.parkNanos(RETRY_NANOS);
                Thread.interrupted(); // an interrupted thread does not park
            }
        }
    }

    private static int endOfPiece(byte[] lines, int from, int length) {
        if (length - from <= PIECE) {
            return length;
        }
        for (int end = from + PIECE; end > from; end--) {
            if (lines[end - 1] == '\n') {
                return end;
            }
        }
        return from + PIECE;
    }
}
