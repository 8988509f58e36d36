package dev.millwright.worker.cli.internal;

import dev.millwright.worker.CancelResult;
import java.io.PrintWriter;
import java.util.function.BiConsumer;

/**
 * Shows on a terminal how far the cancelling of many jobs has got, from the start and in one line that is wiped in
 * the end: until the first result it can take ten seconds.
 * Elsewhere it shows nothing: the results come on standard output. For one thread.
 */
final class CancelProgress implements BiConsumer<String, CancelResult>, AutoCloseable {
    private static final int FEW = 10;
    private final TerminalLine line;
    private final int jobs;
    private final boolean shown;
    private int known;

    CancelProgress(PrintWriter err, int jobs, boolean shown) {
        this.line = new TerminalLine(err);
        this.jobs = jobs;
        this.shown = shown && jobs > FEW;
        show();
    }

    @Override
    public void accept(String jid, CancelResult result) {
        known++;
        show();
    }

    private void show() {
        if (shown) {
            line.show(known + " of " + jobs + " jobs");
        }
    }

    @Override
    public void close() {
        line.wipe();
    }
}
