package dev.millwright.worker.cli.internal;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.millwright.worker.fleet.FleetOperation;
import java.io.PrintWriter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Says how far a cancel is, once it has taken a second: on a terminal in one line that changes and is wiped in the end,
 * elsewhere in lines. Any thread.
 */
final class FleetCancelProgress implements Consumer<FleetOperation>, AutoCloseable {
    private final PrintWriter err;
    private final boolean terminal;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private boolean shown;

    @GuardedBy("lock")
    private boolean closed;

    @GuardedBy("lock")
    private @Nullable FleetOperation newest;

    @GuardedBy("lock")
    private final TerminalLine line;

    @GuardedBy("lock")
    private String last = "";

    FleetCancelProgress(PrintWriter err, boolean terminal) {
        this.err = err;
        this.line = new TerminalLine(err);
        this.terminal = terminal;
        CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS).execute(this::begin);
    }

    private void begin() {
        lock.lock();
        try {
            shown = true;
            show();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void accept(FleetOperation operation) {
        lock.lock();
        try {
            newest = operation;
            show();
        } finally {
            lock.unlock();
        }
    }

    @GuardedBy("lock")
    private void show() {
        FleetOperation operation = newest;
        if (!shown || closed || operation == null) {
            return;
        }
        String said = "operation " + operation.id() + ": " + operation.acknowledged() + " of "
                + Quantity.of(operation.workers(), "worker") + ", " + FleetCancelWords.counts(operation);
        if (terminal) {
            line.show(said);
        } else if (!said.equals(last)) {
            err.println(said);
            last = said;
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            line.wipe();
        } finally {
            lock.unlock();
        }
    }
}
