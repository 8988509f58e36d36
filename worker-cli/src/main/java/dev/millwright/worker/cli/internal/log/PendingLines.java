package dev.millwright.worker.cli.internal.log;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Lines that wait to be written, so many bytes of them and no more; what finds no room is counted. Guarded by the
 * lock of its owner.
 */
final class PendingLines {
    /** Over a second of a busy worker's log. */
    static final int MOST = 4 << 20;

    /** The last quarter is for what is important. */
    static final int MOST_UNIMPORTANT = MOST / 4 * 3;

    private static final int USUAL = 64 << 10;

    /** Bytes, of which the first so many are lines. */
    static final class Batch {
        final byte[] bytes;
        final int length;

        private Batch(byte[] bytes, int length) {
            this.bytes = bytes;
            this.length = length;
        }
    }

    private byte[] bytes = new byte[USUAL];
    private int length;
    private byte @Nullable [] spare = new byte[USUAL];
    private long dropped;
    private long droppedUntold;

    boolean isEmpty() {
        return length == 0;
    }

    /** Copies the lines, or counts them as one that was dropped. */
    void add(byte[] lines, boolean important) {
        int needed = length + lines.length;
        if (needed > (important ? MOST : MOST_UNIMPORTANT) || !grow(needed)) {
            dropped++;
            droppedUntold++;
            return;
        }
        System.arraycopy(lines, 0, bytes, length, lines.length);
        length = needed;
    }

    private boolean grow(int needed) {
        if (needed > bytes.length) {
            try {
                bytes = Arrays.copyOf(bytes, Math.max(needed, Math.min(MOST, 2 * length)));
            } catch (OutOfMemoryError e) {
                return false;
            }
        }
        return true;
    }

    /** All lines there are; they are to be given back once they are written. */
    Batch take() {
        byte[] next = spare == null ? new byte[USUAL] : spare;
        Batch lines = new Batch(bytes, length);
        bytes = next;
        length = 0;
        spare = null;
        return lines;
    }

    /** Keeps the memory for the lines after the next, unless it is what a burst took. */
    void giveBack(Batch lines) {
        if (lines.bytes.length <= 4 * USUAL) {
            spare = lines.bytes;
        }
    }

    /** How many were dropped since the start. */
    long dropped() {
        return dropped;
    }

    /** How many were dropped since this was last asked for. */
    long takeDropped() {
        long count = droppedUntold;
        droppedUntold = 0;
        return count;
    }
}
