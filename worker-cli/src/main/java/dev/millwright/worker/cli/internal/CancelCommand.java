package dev.millwright.worker.cli.internal;

import dev.millwright.worker.CancelOptions;
import dev.millwright.worker.CancelResult;
import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.cli.internal.values.Words;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code cancel}: stops jobs by their jids, wherever they run. */
@Command(
        name = "cancel",
        description =
                "Cancels jobs: kills them if they are scheduled or wait for a retry, else stops them in the Millwright"
                        + " worker that runs them. Works with any Faktory server. Exit code 3 if it is not certain of one"
                        + " that it was stopped.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class CancelCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private final ServerOptions server;

    @Parameters(
            arity = "1..*",
            paramLabel = "JID",
            description = "The jobs; - reads jids from standard input, a line each.")
    private List<String> jids = List.of();

    @Option(
            names = "--wait",
            paramLabel = "DURATION",
            description = "How long to wait for the workers that run the jobs. Default: 10s.")
    private Duration wait = Duration.ofSeconds(10);

    @Option(
            names = "--pending",
            description =
                    "Leaves the order on the server if nobody runs the job, to hit it when it has run for half a second.")
    private boolean pending;

    @Option(
            names = "--discard",
            description = "Lets the jobs vanish instead of moving them to Dead. Default: they can be seen in Dead.")
    private boolean discard;

    @Option(
            names = "--dry-run",
            description =
                    "Only lists the jids that would be looked for. Asks no server, so it cannot know whether there"
                            + " are such jobs.")
    private boolean dryRun;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "text or json. Default: text.")
    private InfoCommand.Output output = InfoCommand.Output.text;

    private final Streams streams;

    CancelCommand(ServerOptions server, Streams streams) {
        this.server = server;
        this.streams = streams;
    }

    @Override
    public Integer call() {
        if (spec == null) {
            throw new IllegalStateException("called without picocli");
        }
        PrintWriter out = spec.commandLine().getOut();
        Set<String> wanted = jids(spec.commandLine().getErr());
        if (dryRun) {
            Map<String, String> sought = new LinkedHashMap<>();
            wanted.forEach(jid -> sought.put(jid, "dry_run"));
            print(sought, it -> it, it -> "would be looked for; whether there is such a job is not known", out);
            return 0;
        }
        Map<String, CancelResult> results;
        try (FaktoryClient client = server.connect();
                CancelProgress progress = new CancelProgress(
                        spec.commandLine().getErr(), wanted.size(), streams.isTerminal(Streams.Stream.ERR))) {
            CancelOptions options = CancelOptions.DEFAULT
                    .withTimeout(wait)
                    .withPending(pending)
                    .withDiscard(discard)
                    .withProgress(progress);
            results = client.cancel(wanted, options);
        }
        print(results, Words::of, this::words, out);
        return results.values().stream().anyMatch(CancelCommand::isUncertain) ? CommandLineProgram.SERVER : 0;
    }

    private Set<String> jids(PrintWriter err) {
        Set<String> wanted = new LinkedHashSet<>(jids);
        if (wanted.remove("-")) {
            if (streams.isTerminal(Streams.Stream.IN)) {
                err.println("Type one jid a line; Ctrl-D ends.");
            }
            InputLines lines = new InputLines(streams.in());
            try {
                for (InputLines.Line line = lines.next(); line != null; line = lines.next()) {
                    if (line.problem() != null) {
                        throw new UsageException("line " + line.number() + " " + line.problem());
                    }
                    if (!line.text().isBlank()) {
                        wanted.add(line.text().strip());
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException("standard input cannot be read", e);
            }
        }
        if (wanted.stream().anyMatch(String::isBlank)) {
            throw new UsageException("a jid is empty, such as that of a variable that is not set: leave it out");
        }
        if (wanted.isEmpty()) {
            throw new UsageException("standard input names no jid: give one a line");
        }
        return wanted;
    }

    private <R> void print(
            Map<String, R> results, Function<R, String> forPrograms, Function<R, String> forPeople, PrintWriter out) {
        if (output == InfoCommand.Output.json) {
            Map<String, String> json = new LinkedHashMap<>();
            results.forEach((jid, result) -> json.put(jid, forPrograms.apply(result)));
            out.println(JsonMapper.shared().writeValueAsString(json));
        } else {
            results.forEach((jid, result) -> out.println(jid + "  " + forPeople.apply(result)));
        }
    }

    private static boolean isUncertain(CancelResult result) {
        return result == CancelResult.UNKNOWN || result == CancelResult.UNCONFIRMED;
    }

    private String words(CancelResult result) {
        return switch (result) {
            case CANCELLED -> "cancelled while running";
            case KILLED -> "killed before it ran";
            case DISCARDED -> "discarded before it ran";
            case UNCONFIRMED -> "its worker has been told; whether the job still ran is not known";
            case UNKNOWN ->
                "not seen to run; " + (discard ? "discarded" : "killed")
                        + " if it was scheduled or waited for a retry, which is not known; one in a queue is not found";
            case PENDING -> "not seen to run; the order waits for it to start and to run for half a second";
        };
    }
}
