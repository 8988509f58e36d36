package dev.millwright.worker.cli.internal;

import dev.millwright.worker.fleet.FleetAbort;
import dev.millwright.worker.fleet.FleetClient;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code fleet abort}. */
@Command(
        name = "abort",
        description =
                "Ends operations of fleet cancel before their time: no more jobs are cancelled by them. Those that are"
                        + " cancelled stay so. Exit code 1 if the group has none of a name.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class FleetAbortCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "ID", description = "The operations, see fleet operations.")
    private List<String> ids = List.of();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "text or json. Default: text.")
    private InfoCommand.Output output = InfoCommand.Output.text;

    private final FleetOptions fleet;

    FleetAbortCommand(FleetOptions fleet) {
        this.fleet = fleet;
    }

    @Override
    public Integer call() {
        if (spec == null) {
            throw new IllegalStateException("called without picocli");
        }
        PrintWriter out = spec.commandLine().getOut();
        Map<String, String> results = new LinkedHashMap<>();
        boolean allKnown = true;
        try (FleetClient client = fleet.connect()) {
            for (String id : ids) {
                FleetAbort result = client.abort(id);
                allKnown &= result != FleetAbort.UNKNOWN;
                results.put(id, word(result));
                if (output == InfoCommand.Output.text) {
                    out.println(Table.line(id) + "  " + inWords(result));
                }
            }
        }
        if (output == InfoCommand.Output.json) {
            out.println(JsonMapper.shared().writeValueAsString(results));
        }
        return allKnown ? 0 : CommandLineProgram.INCOMPLETE;
    }

    private static String word(FleetAbort result) {
        return switch (result) {
            case ABORTED -> "aborted";
            case WAS_OVER -> "already_over";
            case UNKNOWN -> "unknown";
        };
    }

    private String inWords(FleetAbort result) {
        return switch (result) {
            case ABORTED -> "aborted; workers hear of it within some seconds, and what is cancelled stays so";
            case WAS_OVER -> "was over already";
            case UNKNOWN -> "is not known in " + fleet.inWords();
        };
    }
}
