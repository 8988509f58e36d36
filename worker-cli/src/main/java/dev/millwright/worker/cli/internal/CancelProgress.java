package dev.millwright.worker.cli.internal;

import dev.millwright.worker.CancelResult;
import java.io.PrintWriter;
import java.util.function.BiConsumer;
import picocli.CommandLine;

/**
 * Shows on a terminal how far the cancelling of many jobs has got, in one line that is wiped in the end.
 * Elsewhere it shows nothing: the results come on standard output. For one thread.
 */
final class CancelProgress implements BiConsumer<String, CancelResult>, AutoCloseable {
    private static final int FEW = 10;
    private static final String WIPE = "\r\u001b[K";

    private final PrintWriter err;
    private final int jobs;
    private final boolean shown;
    private int known;

    CancelProgress(PrintWriter err, int jobs, boolean shown) {
        this.err = err;
        this.jobs = jobs;
        this.shown = shown;
    }

    static CancelProgress of(int jobs, CommandLine commandLine) {
        boolean terminal = commandLine.getColorScheme().ansi().enabled();
        return new CancelProgress(commandLine.getErr(), jobs, terminal && jobs > FEW);
    }

    @Override
    public void accept(String jid, CancelResult result) {
        known++;
        if (shown) {
            err.print(WIPE + known + " of " + jobs + " jobs");
            err.flush();
        }
    }

    @Override
    public void close() {
        if (shown) {
            err.print(WIPE);
            err.flush();
        }
    }
}
