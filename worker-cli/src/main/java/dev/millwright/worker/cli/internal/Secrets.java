package dev.millwright.worker.cli.internal;

import java.util.regex.Pattern;

/**
 * Takes passwords out of what is said to the user: a message repeats what could not be understood, and that may
 * be a server's URL in the wrong place. Hides too much rather than too little. Stateless; any thread.
 */
final class Secrets {
    /** From {@code ://} to the last @; our own words on URLs and our example stay readable. */
    private static final Pattern IN_URL =
            Pattern.compile("(?s)://(?!(user)?:password@host:| or rediss?://| or tcp\\+tls://|, but has ).*@");
    /** All before the last @, as in a URL that lacks its scheme. */
    private static final Pattern BEFORE_HOST = Pattern.compile("(?s).*@");

    private Secrets() {}

    /** A message without the passwords of the URLs in it. */
    static String hide(String message) {
        return IN_URL.matcher(message).replaceAll("://\u2026@");
    }

    /** An argument that nobody asked for, without what may be a password or the value of a misspelt option. */
    static String hideInArgument(String argument) {
        int value = argument.startsWith("-") ? argument.indexOf('=') : -1;
        return value >= 0
                ? argument.substring(0, value)
                : BEFORE_HOST.matcher(hide(argument)).replaceFirst("\u2026@");
    }
}
