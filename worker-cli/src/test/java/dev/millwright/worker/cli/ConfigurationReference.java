package dev.millwright.worker.cli;

import dev.millwright.worker.cli.internal.CommandLineProgram;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Writes docs/configuration.md from picocli's model of the commands. */
final class ConfigurationReference {
    private static final String DEFAULT = "Default: ";

    private final StringBuilder text = new StringBuilder("""
            # Configuration reference

            <!-- Written by scripts/docs from the options. Do not edit. -->

            Every option of every command, as `millwright COMMAND --help` shows it. `millwright` stands for
            `java -jar worker-cli.jar`, and for a program of yours that calls `WorkerMain.run`.

            Each option can also be set by its variable: a flag wins over it, and an empty variable counts as none.
            `true` sets an option without a value. Durations are written `500ms`, `25s`, `1m` or `2h`. The server is
            `--server`, else `MILLWRIGHT_SERVER`, else the variable that `FAKTORY_PROVIDER` names, else `FAKTORY_URL`.

            """);

    static String of(CommandLine root) {
        ConfigurationReference reference = new ConfigurationReference();
        reference.text.append(exitCodes(root)).append('\n');
        root.getSubcommands().values().forEach(command -> reference.section(command.getCommandSpec()));
        return reference.text.toString();
    }

    /** What the help says of exit codes, as one sentence. */
    static String exitCodes(CommandLine root) {
        return root.getCommandSpec().usageMessage().exitCodeList().entrySet().stream()
                .map(code -> code.getKey() + " " + code.getValue())
                .collect(Collectors.joining("; ", "Exit codes: ", "."));
    }

    /** The options that a user of this command can set, without those it has from the command above it. */
    static List<OptionSpec> options(CommandSpec command) {
        return command.options().stream()
                .filter(option -> !option.usageHelp() && !option.versionHelp())
                .filter(option -> !option.inherited())
                .toList();
    }

    /** What the description says of the default; empty if it says nothing. */
    static String defaultOf(OptionSpec option) {
        String description = description(option.description());
        int at = description.lastIndexOf(DEFAULT);
        return at < 0 ? "" : description.substring(at + DEFAULT.length()).replaceFirst("\\.$", "");
    }

    private void section(CommandSpec command) {
        text.append("\n## ").append(command.qualifiedName()).append("\n\n");
        for (String line : command.usageMessage().description()) {
            text.append(line.startsWith("  ") ? "\n`" + line.strip() + "`\n" : escape(line))
                    .append('\n');
        }
        if (!command.positionalParameters().isEmpty()) {
            text.append("\n| Argument | |\n|---|---|\n");
            command.positionalParameters().forEach(this::row);
        }
        if (!options(command).isEmpty()) {
            text.append("\n| Option | Variable | Default | |\n|---|---|---|---|\n");
            options(command).forEach(this::row);
        }
        if (command.options().stream().anyMatch(OptionSpec::inherited)) {
            text.append("\nAnd the options of `")
                    .append(command.parent().qualifiedName())
                    .append("`.\n");
        }
        command.subcommands().values().stream()
                .map(CommandLine::getCommandSpec)
                .filter(sub -> !sub.usageMessage().hidden())
                .forEach(this::section);
    }

    private void row(PositionalParamSpec argument) {
        text.append("| `").append(argument.paramLabel()).append("` | ");
        text.append(escape(description(argument.description()))).append(" |\n");
    }

    private void row(OptionSpec option) {
        String description = description(option.description());
        int at = description.lastIndexOf(DEFAULT);
        String value = option.arity().max() == 0 ? "" : " " + option.paramLabel();
        text.append("| `")
                .append(String.join("`, `", option.names()))
                .append(value)
                .append("` | `");
        text.append(CommandLineProgram.variable(option)).append("` | ");
        text.append(option.arity().max() == 0 ? "off" : escape(defaultOf(option)))
                .append(" | ");
        text.append(escape(at < 0 ? description : description.substring(0, at).strip()))
                .append(" |\n");
    }

    private static String description(String... lines) {
        return String.join(" ", lines);
    }

    private static String escape(String text) {
        return text.replace("|", "\\|").replace("*", "\\*").replace("<", "&lt;");
    }
}
