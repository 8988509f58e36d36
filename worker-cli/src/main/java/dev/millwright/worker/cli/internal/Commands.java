package dev.millwright.worker.cli.internal;

import dev.millwright.worker.JobRegistry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** All commands by name, made when they are needed. Confined to the calling thread. */
final class Commands {
    /** Those that tell of the others. */
    private static final Set<String> OF_ALL = Set.of("help", "generate-completion");

    private final Map<String, Supplier<Object>> commands = new LinkedHashMap<>();

    /**
     * All of them.
     *
     * @param warnings what a worker is to log at its start
     */
    Commands(
            Consumer<? super JobRegistry> jobs,
            Function<String, @Nullable String> environment,
            Streams streams,
            Supplier<List<String>> warnings) {
        Supplier<ServerOptions> server = () -> new ServerOptions(environment);
        commands.put("demo", DemoCommand::new);
        commands.put("run", () -> new RunCommand(jobs, server.get(), warnings));
        commands.put("server", ServerCommand::new);
        commands.put("push", () -> new PushCommand(server.get(), streams));
        commands.put("cancel", () -> new CancelCommand(server.get(), streams));
        commands.put("info", () -> new InfoCommand(server.get()));
        commands.put("queues", () -> QueuesCommand.withSubcommands(server.get(), streams));
        commands.put("jobs", () -> JobsCommand.withSubcommands(server.get(), streams));
        commands.put("fleet", () -> FleetCommand.withSubcommands(server.get(), streams));
        commands.put("help", () -> HelpCommand.of(commands.keySet()));
        commands.put("generate-completion", CompletionCommand::new);
    }

    /**
     * Adds the one command that the arguments name; all of them if it takes all to answer, as for help,
     * completion or a mistyped name. Picocli looks at every option of a command that it is given, which for
     * all of them takes longer than anything else at the start of a worker.
     */
    void addTo(CommandLine root, String... args) {
        String first = args.length == 0 ? "" : args[0];
        Supplier<Object> named = commands.get(first);
        if (named != null && !OF_ALL.contains(first)) {
            root.addSubcommand(first, named.get());
        } else {
            commands.forEach((name, command) -> root.addSubcommand(name, command.get()));
        }
    }
}
