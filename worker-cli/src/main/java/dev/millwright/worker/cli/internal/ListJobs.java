package dev.millwright.worker.cli.internal;

import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.FaktoryException;
import dev.millwright.worker.ServerAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;
import tools.jackson.databind.JsonNode;

/** {@code jobs list}: there is no such command, but many try it. Says why, and what there is instead. */
@Command(
        name = "list",
        aliases = {"ls", "show"},
        hidden = true,
        description = "Says why a server lists no jobs, and how many there are in each set.",
        mixinStandardHelpOptions = true)
final class ListJobs implements Callable<Integer> {
    /** Where a stock server has its Web UI unless it is told otherwise. It does not tell its clients. */
    private static final int WEB_UI_PORT = 7420;

    /** What else is said, as in {@code jobs list dead}. Not read, but taken. */
    @Unmatched
    @SuppressWarnings("UnusedVariable")
    private List<String> rest = new ArrayList<>();

    private final ServerOptions server;

    ListJobs(ServerOptions server) {
        this.server = server;
    }

    @Override
    public Integer call() {
        ServerAddress address = server.address();
        String host = address.host().contains(":") ? "[" + address.host() + "]" : address.host();
        throw new UsageException("a Faktory server does not list its jobs to clients, only how many there are: "
                + sizes(address) + ". The Web UI of a stock server shows them, by default at http://" + host + ":"
                + WEB_UI_PORT + "; the embedded server has none");
    }

    private static String sizes(ServerAddress address) {
        try (FaktoryClient client = FaktoryClient.connect(address)) {
            JsonNode sets = client.info().path("faktory").path("sets");
            return Arrays.stream(JobSet.values())
                    .map(set -> sets.path(set.name()).asLong(0) + " in " + set)
                    .collect(Collectors.joining(", "));
        } catch (FaktoryException e) { // the answer is the same
            return "not known now, as " + e.getMessage();
        }
    }
}
