package dev.millwright.worker.cli.internal;

import dev.millwright.worker.Worker;
import picocli.CommandLine.Option;

/** What {@code run} says each minute, and what it does about slots that never come free. Confined to the calling thread. */
final class ReportOptions {
    @Option(
            names = "--report-backlog",
            description = "Asks the server once a minute how much waits in the queues, for the report of that minute."
                    + " Default: it is not asked.")
    private boolean reportBacklog;

    @Option(
            names = "--write-off",
            paramLabel = "N",
            description =
                    "How many functions that ignore their signals past the cleanup grace may run on without a slot."
                            + " Default: 0.")
    private int writeOff;

    void apply(Worker.Builder builder) {
        builder.reportBacklog(reportBacklog);
        UsageException.blaming("--write-off", () -> builder.writeOff(writeOff));
    }
}
