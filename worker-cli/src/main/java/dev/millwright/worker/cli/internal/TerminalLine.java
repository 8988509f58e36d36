package dev.millwright.worker.cli.internal;

import java.io.PrintWriter;

/** One line on a terminal that changes and is wiped in the end. For one thread at a time. */
final class TerminalLine {
    private final PrintWriter err;
    private String shown = "";

    TerminalLine(PrintWriter err) {
        this.err = err;
    }

    /** Shows this in place of what was there. */
    void show(String line) {
        err.print("\r" + line + " ".repeat(Math.max(0, shown.length() - line.length())));
        err.flush();
        shown = line;
    }

    /** Leaves nothing behind. */
    void wipe() {
        if (!shown.isEmpty()) {
            err.print("\r" + " ".repeat(shown.length()) + "\r");
            err.flush();
            shown = "";
        }
    }
}
