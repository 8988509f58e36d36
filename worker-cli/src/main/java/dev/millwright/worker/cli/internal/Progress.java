package dev.millwright.worker.cli.internal;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * One line on a terminal that shows how much of the input is done: a bar if its size is known, else the count
 * alone. Confined to the calling thread.
 */
final class Progress implements AutoCloseable {
    private static final int BAR = 30;
    private static final long EVERY = TimeUnit.MILLISECONDS.toNanos(100);

    private final TerminalLine line;
    private final boolean shown;
    private final long size;
    private final long begun = System.nanoTime();
    private long read;
    private long next = begun;

    /**
     * Begins.
     *
     * @param shown false to show nothing
     * @param size how many bytes there are to read; -1 if unknown
     */
    Progress(PrintWriter err, boolean shown, long size) {
        this.line = new TerminalLine(err);
        this.shown = shown;
        this.size = size;
    }

    /** The input, looked at as it is read. */
    InputStream counting(InputStream in) {
        return new FilterInputStream(in) {
            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                int count = super.read(bytes, offset, length);
                read += Math.max(count, 0);
                return count;
            }

            @Override
            public void close() {
                // Standard input is not ours.
            }
        };
    }

    /** Shows how many jobs have been sent; at most ten times a second. */
    void show(long jobs) {
        long now = System.nanoTime();
        if (shown && now - next >= 0) {
            next = now + EVERY;
            print(jobs, now);
        }
    }

    private void print(long jobs, long now) {
        double seconds = Math.max(now - begun, 1) / 1e9;
        line.show(String.format(Locale.ROOT, "%s%,d jobs, %,.0f a second", bar(), jobs, jobs / seconds));
    }

    private String bar() {
        if (size <= 0) {
            return "";
        }
        int filled = (int) Math.min(BAR, read * BAR / size);
        return String.format(
                Locale.ROOT,
                "[%s%s] %3d%%  ",
                "#".repeat(filled),
                " ".repeat(BAR - filled),
                Math.min(100, read * 100 / size));
    }

    /** Leaves nothing behind: the summary says it all. */
    @Override
    public void close() {
        line.wipe();
    }
}
