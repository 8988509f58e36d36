package dev.millwright.worker.cli.internal.log;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Standard error, written by a thread of its own. Whoever writes never waits: if nobody reads the other end, a
 * pipe fills and blocks who writes into it, and no job, lane or stop is to hang on that. What finds no room is
 * dropped and counted; the count is told once the stream moves again, and at the end of the process.
 *
 * <p>Logback's AsyncAppender does not count what it drops, ends for good with the first Error of an appender, is
 * woken for every line, and bounds events, whatever their size. Any thread.
 */
public final class StandardError {
    /** That of this process. However it ends, but by a halt, what waits is written before, within a limit. */
    public static final StandardError OF_PROCESS = ofProcess();

    private static final Duration END_LIMIT = Duration.ofSeconds(2);
    private static final Duration FAILING_LIMIT = Duration.ofMillis(300);

    /** A busy worker wakes the writer once in this time, not with every line. */
    private static final long PAUSE_NANOS = 10_000_000;

    private static final long RETRY_NANOS = 100_000_000;

    /** Makes a line that says that lines are missing. */
    interface Notice {
        /**
         * The line, with its end.
         *
         * @param count how many were dropped
         * @param inAll whether since the start of the process, or since the last line of this kind
         */
        byte[] line(long count, boolean inAll);
    }

    private final PieceWriter out;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition wake = lock.newCondition();
    private final Condition allWritten = lock.newCondition();

    @GuardedBy("lock")
    private final PendingLines pending = new PendingLines();

    @GuardedBy("lock")
    private @Nullable Thread writer;

    @GuardedBy("lock")
    private boolean idle;

    @GuardedBy("lock")
    private boolean hurry;

    @GuardedBy("lock")
    private boolean writing;

    private volatile Notice notice =
            (count, inAll) -> (told(count, inAll) + System.lineSeparator()).getBytes(StandardCharsets.UTF_8);

    StandardError(OutputStream out) {
        this.out = new PieceWriter(out);
    }

    private static StandardError ofProcess() {
        StandardError error = new StandardError(new FileOutputStream(FileDescriptor.err));
        Runtime.getRuntime().addShutdownHook(new Thread(error::end, "millwright-log-end"));
        return error;
    }

    /**
     * For the errors of a command of this process. What a worker or its functions print to {@code System.err} goes
     * the same way from here on. Other commands may as well wait for whoever reads them.
     *
     * @param args those of the command line
     */
    public static PrintWriter writerFor(String... args) {
        if (args.length == 0 || !args[0].equals("run")) {
            return new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        }
        System.setErr(new PrintStream(OF_PROCESS.stream(false), true, Charset.defaultCharset()));
        return new PrintWriter(OF_PROCESS.stream(true), true, StandardCharsets.UTF_8);
    }

    static String told(long count, boolean inAll) {
        return (inAll ? "in all " : "") + count + " lines of this log were dropped, as nobody read it in time";
    }

    void tellDropsWith(Notice form) {
        notice = form;
    }

    /**
     * Takes one or more whole lines. Never waits, never throws.
     *
     * @param important kept also when room gets scarce
     */
    public void write(byte[] lines, boolean important) {
        lock.lock();
        try {
            pending.add(lines, important);
            if (writer == null) {
                writer = startWriter();
            } else if (idle) {
                wake.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Thread startWriter() {
        Thread thread = new Thread(this::writeForEver, "millwright-log");
        thread.setDaemon(true);
        try {
            thread.start();
            return thread;
        } catch (OutOfMemoryError e) {
            return null; // the system gives no thread: tried again with the next line
        }
    }

    /** A stream of which every write is taken as whole lines, see {@link #write}. */
    private OutputStream stream(boolean important) {
        return new OutputStream() {
            @Override
            public void write(int b) {
                StandardError.this.write(new byte[] {(byte) b}, important);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                StandardError.this.write(Arrays.copyOfRange(bytes, offset, offset + length), important);
            }
        };
    }

    /** How many lines found no room since the start. */
    public long dropped() {
        lock.lock();
        try {
            return pending.dropped();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until all is written.
     *
     * @param limit how long at most
     */
    public void flush(Duration limit) {
        lock.lock();
        try {
            hurry = true;
            wake.signal();
            // Rather than slow, a stream that refuses is mostly gone.
            long nanos = (out.isFailing() ? FAILING_LIMIT : limit).toNanos();
            while ((writing || !pending.isEmpty()) && writer != null && nanos > 0) {
                nanos = allWritten.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** The last that is done in a process. */
    void end() {
        long dropped = dropped();
        if (dropped > 0) {
            byte[] inAll = notice.line(dropped, true);
            lock.lock();
            try {
                pending.takeDropped();
                pending.add(inAll, true);
            } finally {
                lock.unlock();
            }
        }
        flush(END_LIMIT);
    }

    private void writeForEver() {
        while (true) {
            try {
                writeNext();
            } catch (Throwable e) {
                // No memory, say, or somebody interrupts threads at random. The log goes on with the next line.
                LockSupport.parkNanos(RETRY_NANOS);
                Thread.interrupted(); // an interrupted thread does not park
            }
        }
    }

    /** Waits for lines, and writes all that have come by then. */
    private void writeNext() throws InterruptedException {
        PendingLines.Batch lines;
        long dropped;
        lock.lock();
        try {
            awaitLines();
            lines = pending.take();
            dropped = pending.takeDropped();
            writing = true;
        } finally {
            lock.unlock();
        }
        try {
            out.write(lines.bytes, lines.length);
            if (dropped > 0) {
                byte[] missing = notice.line(dropped, false);
                out.write(missing, missing.length);
            }
        } finally {
            written(lines);
        }
    }

    @GuardedBy("lock")
    private void awaitLines() throws InterruptedException {
        for (long nanos = PAUSE_NANOS; !hurry && nanos > 0; ) {
            nanos = wake.awaitNanos(nanos);
        }
        idle = true;
        try {
            while (pending.isEmpty()) {
                hurry = false;
                wake.await();
            }
        } finally {
            idle = false;
        }
    }

    private void written(PendingLines.Batch lines) {
        lock.lock();
        try {
            writing = false;
            pending.giveBack(lines);
            if (pending.isEmpty()) {
                allWritten.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }
}
