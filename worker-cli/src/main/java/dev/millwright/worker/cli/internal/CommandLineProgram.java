package dev.millwright.worker.cli.internal;

import dev.millwright.worker.FaktoryException;
import dev.millwright.worker.JobRegistry;
import dev.millwright.worker.fleet.FleetException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command line: its commands, and one line on standard error for whatever goes wrong. Confined to
 * the calling thread.
 */
public final class CommandLineProgram {
    static final int INTERRUPTED = 1;
    /** The user was asked and did not say yes. */
    static final int DECLINED = 1;

    /** Lines of an input were no jobs; the others were pushed. */
    static final int BAD_LINES = 1;

    /** Not all workers of a group have done it, or one of the things named is not there. */
    static final int INCOMPLETE = 1;

    static final int USAGE = 2;
    static final int SERVER = 3;
    /** Not to be taken for an interrupted job. */
    static final int UNEXPECTED = LastResort.FAULT;

    private final Commands commands;
    private final Function<String, @Nullable String> environment;
    private final Set<String> variables;
    private final EnvironmentDefaults defaults;
    private final PrintWriter out;
    private final PrintWriter err;

    /**
     * See {@link dev.millwright.worker.cli.WorkerMain#execute}.
     *
     * @param variables the names of all variables there are, for the sake of those that are misspelt
     */
    public CommandLineProgram(
            Consumer<? super JobRegistry> jobs,
            Function<String, @Nullable String> environment,
            Set<String> variables,
            PrintWriter out,
            PrintWriter err,
            Streams streams) {
        this.environment = UnreadableText.checked(environment);
        this.variables = variables;
        this.commands = new Commands(jobs, this.environment, streams, this::warnings);
        this.defaults = new EnvironmentDefaults(this.environment);
        this.out = out;
        this.err = err;
    }

    /** Runs a command; returns the exit code. Whatever goes wrong is told on standard error. */
    public int execute(String... args) {
        try {
            UnreadableText.check(args);
            return commandLine(args).execute(args);
        } catch (UsageException e) {
            words(args).tell(err, String.valueOf(e.getMessage()));
            return USAGE;
        } catch (Throwable e) { // picocli passes on what is no Exception
            return Unexpected.tell(e, err, words(args));
        }
    }

    /** The commands that the arguments need; all of them for none. */
    public CommandLine commandLine(String... args) {
        CommandLine commandLine = new CommandLine(new Root());
        commands.addTo(commandLine, args);
        completeHelp(commandLine, new Version());
        // These hold for the subcommands that are there by now.
        commandLine.setOut(out);
        commandLine.setErr(err);
        commandLine.setDefaultValueProvider(defaults);
        commandLine.registerConverter(Duration.class, new DurationConverter());
        commandLine.setParameterExceptionHandler(this::wrongUsage);
        commandLine.setExecutionExceptionHandler(this::failed);
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setExecutionStrategy(this::runLast);
        return commandLine;
    }

    private int runLast(ParseResult parsed) {
        // A worker tells its warnings in the form of its log.
        boolean silent = parsed.asCommandLineList().stream()
                .anyMatch(it -> it.isUsageHelpRequested()
                        || it.isVersionHelpRequested()
                        || it.getCommand() instanceof HelpCommand
                        || it.getCommand() instanceof RunCommand);
        if (!silent) {
            warnings().forEach(warning -> err.println("millwright: " + warning));
        }
        return new CommandLine.RunLast().execute(parsed);
    }

    private List<String> warnings() {
        return StrayVariables.warnings(variables, environment, () -> {
            Set<String> known = new HashSet<>();
            addVariables(commandLine(), known);
            return known;
        });
    }

    private static void addVariables(CommandLine command, Set<String> variables) {
        command.getCommandSpec().options().forEach(option -> variables.add(variable(option)));
        command.getSubcommands().values().forEach(each -> addVariables(each, variables));
    }

    /** The environment variable that sets an option. */
    public static String variable(OptionSpec option) {
        return EnvironmentDefaults.variable(option);
    }

    /** What all commands have in common, down from this one. */
    private static void completeHelp(CommandLine commandLine, Version version) {
        CommandSpec spec = commandLine.getCommandSpec();
        // Picocli gives --version to every command, but what it prints to the outermost only.
        spec.versionProvider(version);
        // A list of all options at the top is of no help to anybody: they come right below.
        spec.usageMessage().abbreviateSynopsis(true);
        if (spec.options().stream().anyMatch(option -> option.type() == Duration.class)) {
            spec.usageMessage().footer("", "A DURATION is written 500ms, 25s, 1m or 2h.");
        }
        commandLine.getSubcommands().values().forEach(command -> completeHelp(command, version));
    }

    private int wrongUsage(ParameterException e, String[] args) {
        String message = oneLine(e.getMessage());
        if (e instanceof UnmatchedArgumentException unmatched) {
            message = (unmatched.isUnknownOption() ? "unknown option '" : "unexpected '")
                    + Secrets.hideInArgument(unmatched.getUnmatched().get(0)) + "'";
            String question = Suggestions.question(unmatched);
            if (!question.isEmpty()) {
                message += question;
            } else if (unmatched.getUnmatched().get(0).endsWith(".jar")) {
                message += "; the shell has put it in place of a *: write --jobs 'lib/*', with the quotes";
            }
        }
        return complain(e.getCommandLine(), message + defaults.blame(e.getArgSpec(), args), args);
    }

    private int failed(Exception failure, CommandLine command, ParseResult parsed) {
        String[] args = parsed.originalArgs().toArray(String[]::new);
        if (failure instanceof UsageException usage) {
            ArgSpec option =
                    usage.option() == null ? null : command.getCommandSpec().findOption(usage.option());
            return complain(command, oneLine(usage.getMessage()) + defaults.blame(option, args), args);
        }
        if (failure instanceof IllegalArgumentException) {
            String message = oneLine(failure.getMessage());
            return complain(command, message + defaults.blame(command.getCommandSpec(), message, args), args);
        }
        if (failure instanceof FaktoryException || failure instanceof FleetException) {
            words(args).tell(command.getErr(), oneLine(failure.getMessage()));
            return SERVER;
        }
        return Unexpected.tell(failure, command.getErr(), words(args));
    }

    private int complain(CommandLine command, String message, String... args) {
        String help = command.getCommandSpec().qualifiedName() + " --help";
        words(args).tell(command.getErr(), Secrets.hide(message) + " (see '" + help + "')");
        return USAGE;
    }

    private LastWords words(String... args) {
        return LastWords.of(args, environment);
    }

    private static String oneLine(@Nullable String message) {
        return message == null ? "failed" : message.strip().replaceAll("\\s*\\R\\s*", " ");
    }

    /** Without a command, it shows the help and counts as wrong usage. */
    @Command(
            name = "millwright",
            description = "A worker for the Faktory job server.",
            mixinStandardHelpOptions = true,
            synopsisSubcommandLabel = "COMMAND",
            footer = {
                "",
                "Every option can also be set by an environment variable: --shutdown-timeout by"
                        + " MILLWRIGHT_SHUTDOWN_TIMEOUT. A flag wins over its variable."
            },
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {
                "0:done",
                "1:a job was interrupted by the shutdown or could not be reported, the answer to a question was no,"
                        + " lines of push - were no jobs, or not all workers of a group have done what was ordered",
                "2:wrong usage",
                "3:the server or a group's store was not reached or refused, or it is not certain of a job that it was cancelled",
                "70:a fault: of the program that brings the job functions, at its start; or of Millwright, please report"
                        + " it; or Java does not start"
            })
    static final class Root implements java.util.concurrent.Callable<Integer> {
        @CommandLine.Spec
        private @Nullable CommandSpec spec;

        @Override
        public Integer call() {
            if (spec != null) {
                spec.commandLine().usage(spec.commandLine().getErr());
            }
            return USAGE;
        }
    }
}
