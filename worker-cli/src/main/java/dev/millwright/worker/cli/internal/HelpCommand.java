package dev.millwright.worker.cli.internal;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code help}: the help of a command, as it is shown by {@code --help} after its name. Picocli's own knows no
 * commands of commands.
 */
@Command(
        name = "help",
        description =
                "Shows the help of a command, as millwright COMMAND --help does; without one the list of commands.",
        mixinStandardHelpOptions = true)
final class HelpCommand implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    @Parameters(
            paramLabel = "COMMAND",
            arity = "0..*",
            hideParamSyntax = true,
            description = "The command, and that of its own commands which is meant, as in help queues pause.")
    private List<String> path = List.of();

    private HelpCommand() {}

    /**
     * Makes the command.
     *
     * @param names those of all commands, for completion
     */
    static CommandLine of(Collection<String> names) {
        CommandLine help = new CommandLine(new HelpCommand());
        CommandSpec spec = help.getCommandSpec();
        PositionalParamSpec command = spec.positionalParameters().get(0);
        spec.remove(command);
        spec.add(command.toBuilder().completionCandidates(names).build());
        return help;
    }

    @Override
    public Integer call() {
        if (spec == null) {
            throw new IllegalStateException("called without picocli");
        }
        CommandLine command = spec.root().commandLine();
        for (String name : path) {
            CommandLine next = command.getSubcommands().get(name);
            if (next == null) {
                throw new UsageException("'" + command.getCommandSpec().qualifiedName() + "' has no command '" + name
                        + "'" + Similar.question(name, command.getSubcommands().keySet()));
            }
            command = next;
        }
        command.usage(spec.commandLine().getOut());
        return 0;
    }
}
