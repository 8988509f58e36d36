package dev.millwright.worker.cli.internal;

import java.nio.charset.Charset;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Refuses arguments and variables that Java could not read: where the locale's character set lacks a sign, as
 * that of {@code LC_ALL=C} lacks all but ASCII, Java puts U+FFFD in its place, and a job would be pushed with that.
 * Stateless; any thread.
 */
final class UnreadableText {
    private static final char UNREADABLE = '\ufffd';

    private UnreadableText() {}

    /** Throws if one of the arguments is not what was given. */
    static void check(String... args) {
        for (int i = 0; i < args.length; i++) {
            if (args[i].indexOf(UNREADABLE) >= 0) {
                throw unreadable("argument " + (i + 1));
            }
        }
    }

    /** Looks variables up, and throws if one is not what was set. */
    static Function<String, @Nullable String> checked(Function<String, @Nullable String> environment) {
        return name -> {
            String value = environment.apply(name);
            if (value != null && value.indexOf(UNREADABLE) >= 0) {
                throw unreadable("the variable " + name);
            }
            return value;
        };
    }

    /** Not with the text itself, which may be a URL with its password. */
    private static UsageException unreadable(String where) {
        return new UsageException(where + " holds U+FFFD, which Java has put in place of what it could not read in the"
                + " character set of this locale, " + characterSet()
                + ": set LC_ALL=C.UTF-8, or in JSON write \\ufffd if it is meant");
    }

    /** By which Java reads arguments and file names, whatever {@link Charset#defaultCharset} is. */
    private static String characterSet() {
        return System.getProperty("sun.jnu.encoding", Charset.defaultCharset().name());
    }
}
