package dev.millwright.worker.cli.internal;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Gives each option a variable: {@code --shutdown-timeout} is {@code MILLWRIGHT_SHUTDOWN_TIMEOUT}.
 * Immutable; any thread.
 */
final class EnvironmentDefaults implements IDefaultValueProvider {
    private final Function<String, @Nullable String> environment;

    EnvironmentDefaults(Function<String, @Nullable String> environment) {
        this.environment = environment;
    }

    @Override
    public @Nullable String defaultValue(ArgSpec arg) {
        if (!(arg instanceof OptionSpec option) || option.usageHelp() || option.versionHelp()) {
            return null;
        }
        String value = environment.apply(variable(option));
        // Empty is how compose files and unit files leave a variable out.
        return value == null || value.isBlank() ? null : value.strip();
    }

    static String variable(OptionSpec option) {
        return "MILLWRIGHT"
                + option.longestName().replaceFirst("^-", "").replace('-', '_').toUpperCase(Locale.ROOT);
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

    /** {@code -c 5}, {@code -c5} and {@code -c=5}; {@code --lanes 5} and {@code --lanes=5}. */
    private static boolean gives(String word, String name) {
        return name.startsWith("--") ? word.equals(name) || word.startsWith(name + "=") : word.startsWith(name);
    }
}
