package dev.millwright.worker.cli.internal;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * Gives each option a variable: {@code --shutdown-timeout} is {@code MILLWRIGHT_SHUTDOWN_TIMEOUT}.
 * Immutable; any thread.
 */
final class EnvironmentDefaults implements IDefaultValueProvider {
    static final String PREFIX = "MILLWRIGHT_";

    /**
     * Kubernetes sets such variables in all pods for each Service: for one that is named millwright-metrics it is
     * MILLWRIGHT_METRICS_PORT.
     */
    private static final Pattern SERVICE_LINK = Pattern.compile("(tcp|udp|sctp)://.*:\\d+");

    private static final Set<String> OF_OTHERS = Set.of("--queue", "--label", "--worker-version", "--custom");

    private final Function<String, @Nullable String> environment;

    EnvironmentDefaults(Function<String, @Nullable String> environment) {
        this.environment = environment;
    }

    @Override
    public @Nullable String defaultValue(ArgSpec arg) {
        if (!(arg instanceof OptionSpec option) || option.usageHelp() || option.versionHelp()) {
            return null;
        }
        try {
            return value(variable(option));
        } catch (UsageException e) {
            throw new ParameterException(option.command().commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private @Nullable String value(String variable) {
        String value = environment.apply(variable);
        // Empty is how compose files and unit files leave a variable out.
        return value == null || value.isBlank() || isServiceLink(variable, value) ? null : value.strip();
    }

    /** Whether a variable is not for us: Kubernetes has set it. */
    static boolean isServiceLink(String variable, String value) {
        return variable.endsWith("_PORT") && SERVICE_LINK.matcher(value).matches();
    }

    static String variable(OptionSpec option) {
        String name = option.longestName();
        // Where jobs are fetched from says nothing of where to push them, and may be several queues.
        if (name.equals("--queue") && option.command().name().equals("push")) {
            return variable("--push-queue");
        }
        // What a worker is, or a job to be pushed, says nothing of which others somebody looks for.
        CommandSpec parent = option.command().parent();
        boolean sought = parent != null && parent.name().equals("fleet") && OF_OTHERS.contains(name);
        return variable(sought ? "--fleet-" + name.substring(2) : name);
    }

    static String variable(String option) {
        return PREFIX + option.replaceFirst("^-+", "").replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /** Names the variable if a wrong value came from there and not from the arguments. */
    String blame(@Nullable ArgSpec arg, String[] args) {
        if (arg instanceof OptionSpec option && defaultValue(option) != null) {
            boolean given = Arrays.stream(args)
                    .anyMatch(word -> Arrays.stream(option.names()).anyMatch(name -> gives(word, name)));
            return given ? "" : "; the value comes from the variable " + variable(option);
        }
        return "";
    }

    /**
     * Names the variables that a wrong value came from, where whoever refused it knows nothing of options: those whose
     * value the message quotes, else those whose option it names.
     */
    String blame(CommandSpec command, String message, String... args) {
        String quoted = blame(command, option -> quotes(message, String.valueOf(defaultValue(option))), args);
        return quoted.isEmpty() ? blame(command, option -> names(message, option), args) : quoted;
    }

    private String blame(CommandSpec command, Predicate<OptionSpec> wrong, String... args) {
        return command.options().stream()
                .filter(option -> defaultValue(option) != null && wrong.test(option))
                .map(option -> blame(option, args))
                .collect(Collectors.joining());
    }

    private static boolean quotes(String message, String value) {
        return message.contains("'" + value + "'") || message.contains('"' + value + '"');
    }

    private static boolean names(String message, OptionSpec option) {
        String field = option.longestName().replaceFirst("^-+", "").replace('-', '_');
        return Pattern.compile("\\b" + Pattern.quote(field) + "\\b")
                .matcher(message)
                .find();
    }

    /** {@code -c 5}, {@code -c5} and {@code -c=5}; {@code --lanes 5} and {@code --lanes=5}. */
    private static boolean gives(String word, String name) {
        return name.startsWith("--") ? word.equals(name) || word.startsWith(name + "=") : word.startsWith(name);
    }
}
