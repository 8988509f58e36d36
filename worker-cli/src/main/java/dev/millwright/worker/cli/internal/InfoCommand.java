package dev.millwright.worker.cli.internal;

import dev.millwright.worker.FaktoryClient;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code info}: what the server says of itself. */
@Command(
        name = "info",
        description = "Shows queues, sets and counters of the server.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class InfoCommand implements Callable<Integer> {
    /** How to print. */
    enum Output {
        text,
        json
    }

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final ServerOptions server;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "text or json. Default: text.")
    private Output output = Output.text;

    InfoCommand(ServerOptions server) {
        this.server = server;
    }

    @Override
    public Integer call() {
        ObjectNode info;
        String address;
        try (FaktoryClient client = server.connect()) {
            info = client.info();
            address = client.address().toString();
        }
        if (spec != null) {
            PrintWriter out = spec.commandLine().getOut();
            if (output == Output.json) {
                out.println(info);
            } else {
                print(out, address, info);
            }
        }
        return 0;
    }

    private static void print(PrintWriter out, String address, JsonNode info) {
        JsonNode faktory = info.path("faktory");
        JsonNode status = info.path("server");
        out.printf(
                "%s  Faktory %s, up %d s, %d connections, %d MB%n",
                address,
                status.path("faktory_version").asString("?"),
                status.path("uptime").asLong(0),
                status.path("connections").asLong(0),
                status.path("used_memory_mb").asLong(0));
        out.printf(
                "processed %d, failed %d%n",
                faktory.path("total_processed").asLong(0),
                faktory.path("total_failures").asLong(0));
        section(out, "jobs", faktory.path("sets"));
        section(out, "queues", faktory.path("queues"));
    }

    private static void section(PrintWriter out, String title, JsonNode sizes) {
        out.println(title + (sizes.isEmpty() ? ": none" : ":"));
        sizes.propertyStream()
                .sorted(java.util.Map.Entry.comparingByKey())
                .forEach(entry -> out.printf(
                        "  %-30s %10d%n", entry.getKey(), entry.getValue().asLong(0)));
    }
}
