package dev.millwright.worker.cli.internal;

import dev.millwright.worker.JobFilter;
import dev.millwright.worker.cli.internal.values.Words;
import dev.millwright.worker.fleet.FleetOperation;
import dev.millwright.worker.fleet.FleetOperation.State;
import java.io.PrintWriter;
import java.time.temporal.ChronoUnit;

/** What is said of an operation to people. Stateless; any thread. */
final class FleetCancelWords {
    private FleetCancelWords() {}

    /** "12 jobs matched: 11 cancelled, 1 already over, 0 failed". */
    static String counts(FleetOperation operation) {
        if (operation.dryRun()) {
            return Quantity.of(operation.matched(), "job") + " matched";
        }
        String counts = Quantity.of(operation.matched(), "job") + " matched: " + operation.cancelled() + " "
                + (operation.discard() ? "discarded" : "cancelled") + ", " + operation.alreadyOver() + " already over, "
                + operation.failed() + " failed";
        long left = operation.matched() - operation.cancelled() - operation.alreadyOver() - operation.failed();
        return left > 0 ? counts + ", " + left + " whose turn has not come" : counts;
    }

    /** "2 of 3 workers have gone through the jobs that they hold". */
    static String acknowledged(FleetOperation operation) {
        return operation.workers() == 0
                ? "no worker is there"
                : operation.acknowledged() + " of " + Quantity.of(operation.workers(), "worker")
                        + (operation.acknowledged() == 1 ? " has" : " have")
                        + (operation.dryRun() ? " counted" : " gone through") + " the jobs that "
                        + (operation.acknowledged() == 1 ? "it holds" : "they hold");
    }

    /** "every job", "the jobs of jobtype mail, queue bulk". */
    static String jobs(JobFilter filter) {
        return filter.equals(JobFilter.all()) ? "every job" : "the jobs of " + Table.line(filter.toString());
    }

    /** Whether jobs that are fetched later are still met. */
    static boolean isWatched(FleetOperation operation) {
        boolean over = operation.state() == State.ABORTED || operation.state() == State.EXPIRED;
        boolean runningOnly =
                operation.filter().toJson().path("state").asString("").equals("running");
        return !over && !operation.dryRun() && !(runningOnly && operation.state() == State.DONE);
    }

    /** What became of an order. */
    static void print(FleetOperation operation, String group, PrintWriter out) {
        out.println("operation " + operation.id() + " is " + Words.of(operation.state()) + ": "
                + (operation.matched() == 0 ? "no job matched" : counts(operation)) + "; " + acknowledged(operation));
        if (operation.workers() == 0) {
            out.println("Is the group right? It was looked for in " + group + ".");
        }
        if (isWatched(operation)) {
            out.println("Jobs that fit and are fetched later are cancelled, too, if they were made before "
                    + operation.cutoff().truncatedTo(ChronoUnit.MILLIS) + ": until "
                    + operation.expires().truncatedTo(ChronoUnit.SECONDS) + ", or 'millwright fleet abort "
                    + operation.id() + "'.");
        }
    }

    /** What would become of it. */
    static void printDryRun(FleetOperation operation, String group, PrintWriter out) {
        out.println((operation.matched() == 0 ? "no job" : Quantity.of(operation.matched(), "job"))
                + (operation.matched() <= 1 ? " matches" : " match") + "; " + acknowledged(operation));
        if (operation.workers() == 0) {
            out.println("Is the group right? It was looked for in " + group + ".");
        }
        out.println("How many match in queues, scheduled and retries is unknown: a server does not list them.");
        out.println("Nothing was cancelled.");
    }
}
