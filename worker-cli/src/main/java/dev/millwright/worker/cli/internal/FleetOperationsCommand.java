package dev.millwright.worker.cli.internal;

import dev.millwright.worker.cli.internal.values.Words;
import dev.millwright.worker.fleet.FleetClient;
import dev.millwright.worker.fleet.FleetOperation;
import java.io.PrintWriter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/** {@code fleet operations}. */
@Command(
        name = "operations",
        description =
                "Lists what fleet cancel has ordered: what is open, and what has ended in the last day. With an ID, says"
                        + " what each worker has done for that one.")
final class FleetOperationsCommand extends FleetLook {
    private static final int SHOWN = 60;

    @Parameters(arity = "0..1", paramLabel = "ID", description = "Only this one. Exit code 1 if there is none.")
    private @Nullable String id;

    FleetOperationsCommand(FleetOptions fleet, Streams streams) {
        super(fleet, streams);
    }

    @Override
    int look(FleetClient client, PrintWriter out) {
        List<FleetOperation> found =
                id == null ? client.operations() : client.operation(id).stream().toList();
        if (asJson()) {
            ArrayNode array = JsonMapper.shared().createArrayNode();
            found.forEach(operation -> array.add(FleetJson.operation(operation)));
            out.println(array);
        } else if (found.isEmpty()) {
            out.println(
                    id == null
                            ? "No operation of the last day is known in " + fleet().inWords() + "."
                            : "No operation " + Table.line(id) + " is known in " + fleet().inWords() + ".");
        } else if (id == null) {
            print(found, out);
        } else {
            print(found.get(0), out);
        }
        return id != null && found.isEmpty() ? CommandLineProgram.INCOMPLETE : 0;
    }

    private static void print(List<FleetOperation> operations, PrintWriter out) {
        Table table = new Table()
                .words("ID")
                .words("STATE")
                .numbers("MATCHED")
                .numbers("CANCELLED")
                .numbers("OVER")
                .numbers("FAILED")
                .words("WORKERS")
                .words("OPENED")
                .words("EXPIRES")
                .words("JOBS")
                .words("REASON");
        for (FleetOperation operation : operations) {
            table.row(
                    operation.id(),
                    state(operation),
                    operation.matched(),
                    operation.cancelled(),
                    operation.alreadyOver(),
                    operation.failed(),
                    operation.acknowledged() + " of " + operation.workers(),
                    operation.opened().truncatedTo(ChronoUnit.SECONDS),
                    operation.expires().truncatedTo(ChronoUnit.SECONDS),
                    cut(operation.filter().toString()),
                    cut(operation.reason()));
        }
        table.print(out);
    }

    private static String state(FleetOperation operation) {
        return Words.of(operation.state()) + (operation.dryRun() ? ", dry run" : "");
    }

    private static String cut(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }

    private static void print(FleetOperation operation, PrintWriter out) {
        out.println("operation  " + operation.id() + ", " + state(operation));
        out.println("jobs       " + Table.line(operation.filter().toString())
                + (operation.discard() ? "; they are discarded" : ""));
        if (!operation.reason().isEmpty()) {
            out.println("reason     " + Table.line(operation.reason()));
        }
        if (!operation.by().isEmpty()) {
            out.println("by         " + Table.line(operation.by()));
        }
        out.println("opened     " + operation.opened() + ", meets jobs made until " + operation.cutoff());
        out.println("expires    " + operation.expires());
        out.println("counts     " + FleetCancelWords.counts(operation));
        out.println("workers    " + FleetCancelWords.acknowledged(operation));
        if (operation.perWorker().isEmpty()) {
            return;
        }
        Table table = new Table()
                .words("HOST")
                .words("WID")
                .words("DONE")
                .numbers("MATCHED")
                .numbers("CANCELLED")
                .numbers("OVER")
                .numbers("FAILED");
        for (FleetOperation.PerWorker worker : operation.perWorker()) {
            table.row(
                    worker.host().isEmpty() ? "-" : worker.host(),
                    worker.wid(),
                    worker.live() ? (worker.acknowledged() ? "yes" : "no") : "gone",
                    worker.matched(),
                    worker.cancelled(),
                    worker.alreadyOver(),
                    worker.failed());
        }
        table.print(out);
    }
}
