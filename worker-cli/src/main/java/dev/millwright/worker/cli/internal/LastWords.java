package dev.millwright.worker.cli.internal;

import dev.millwright.worker.internal.platform.Causes;
import java.io.PrintWriter;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a command says when it gives up, in the form of its log: a line for people, with the stack below it, or with
 * {@code run --log-format json} one object, so that whoever reads the log line by line can read the last one, too.
 * Immutable; any thread.
 */
final class LastWords {
    private static final String OPTION = "--log-format";

    private final boolean json;

    private LastWords(boolean json) {
        this.json = json;
    }

    /**
     * Those of a command line, whether or not it is one that picocli understands.
     *
     * @param environment looks a variable up; may throw
     */
    static LastWords of(String[] args, Function<String, @Nullable String> environment) {
        return new LastWords(args.length > 0 && args[0].equals("run") && isJson(format(args, environment)));
    }

    private static boolean isJson(@Nullable String format) {
        return format != null && format.strip().equalsIgnoreCase("json");
    }

    private static @Nullable String format(String[] args, Function<String, @Nullable String> environment) {
        for (int i = 1; i < args.length; i++) {
            if (args[i].equals(OPTION)) {
                return i + 1 < args.length ? args[i + 1] : null;
            }
            if (args[i].startsWith(OPTION + "=")) {
                return args[i].substring(OPTION.length() + 1);
            }
        }
        try {
            return environment.apply(EnvironmentDefaults.PREFIX + "LOG_FORMAT");
        } catch (RuntimeException e) {
            return null;
        }
    }

    /** The line in JSON, if that is the form; else null. Needs nothing but the JDK. */
    @Nullable
    String line(String message, @Nullable Throwable thrown) {
        return json ? JsonLine.error(message, thrown) : null;
    }

    /** Says why. */
    void tell(PrintWriter err, String message) {
        tell(err, message, null);
    }

    /** Says why, with the stack of what was thrown. Never throws, though that may be the user's. */
    void tell(PrintWriter err, String message, @Nullable Throwable thrown) {
        String line = line(message, thrown);
        if (line != null) {
            err.println(line);
            return;
        }
        err.println("millwright: " + message);
        if (thrown != null && Causes.tooMany(thrown) == null) {
            try {
                thrown.printStackTrace(err);
            } catch (Throwable e) {
                err.println("millwright: its stack cannot be printed: "
                        + e.getClass().getName());
            }
        }
    }
}
