package dev.millwright.worker.cli.internal;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An error as a line of the log in JSON: the same object that Logback makes of one, but made of nothing but the JDK, as
 * it may be Logback that is missing. Whatever was thrown, it is one line of bounded length. Stateless; any thread.
 */
final class JsonLine {
    private static final String LOGGER = "dev.millwright.worker.cli";

    private static final int MOST_CHARACTERS = 10_000;
    private static final int MOST_FRAMES = 200;

    /** Causes have causes; deeper ones are left out. */
    private static final int DEEPEST = 20;

    private static final int MOST_SUPPRESSED = 3;

    private JsonLine() {}

    /** The line, without its end. */
    static String error(String message, @Nullable Throwable thrown) {
        return "{\"timestamp\":" + System.currentTimeMillis()
                + ",\"level\":\"ERROR\",\"threadName\":"
                + text(Thread.currentThread().getName())
                + ",\"loggerName\":" + text(LOGGER)
                + ",\"mdc\":{},\"formattedMessage\":" + text(message)
                + ",\"throwable\":" + throwable(thrown, DEEPEST)
                + "}";
    }

    private static String throwable(@Nullable Throwable thrown, int depth) {
        if (thrown == null) {
            return "null";
        }
        String head = "{\"className\":" + text(thrown.getClass().getName());
        try {
            return head + ",\"message\":" + text(thrown.getMessage()) + ",\"stepArray\":" + frames(thrown)
                    + rest(thrown, depth) + "}";
        } catch (Throwable e) { // its methods are the user's
            return head + ",\"message\":"
                    + text("cannot be told: " + e.getClass().getName()) + ",\"stepArray\":[]}";
        }
    }

    private static String frames(Throwable thrown) {
        return Arrays.stream(thrown.getStackTrace())
                .limit(MOST_FRAMES)
                .map(JsonLine::frame)
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static String frame(StackTraceElement frame) {
        return "{\"className\":" + text(frame.getClassName())
                + ",\"methodName\":" + text(frame.getMethodName())
                + ",\"fileName\":" + text(frame.getFileName())
                + ",\"lineNumber\":" + frame.getLineNumber()
                + "}";
    }

    private static String rest(Throwable thrown, int depth) {
        if (depth == 0) {
            return "";
        }
        Throwable cause = thrown.getCause();
        String rest = cause == null ? "" : ",\"cause\":" + throwable(cause, depth - 1);
        Throwable[] suppressed = thrown.getSuppressed();
        if (suppressed.length > 0) {
            rest += Stream.of(suppressed)
                    .limit(MOST_SUPPRESSED)
                    .map(each -> throwable(each, 0)) // a tree of them would have no bound
                    .collect(Collectors.joining(",", ",\"suppressed\":[", "]"));
        }
        return rest;
    }

    private static String text(@Nullable String value) {
        // As Logback has it, so that a field has one type.
        String text = String.valueOf(value);
        StringBuilder quoted = new StringBuilder(text.length() + 10).append('"');
        for (int i = 0; i < Math.min(text.length(), MOST_CHARACTERS); i++) {
            append(quoted, text.charAt(i));
        }
        return quoted.append(text.length() > MOST_CHARACTERS ? "…\"" : "\"").toString();
    }

    private static void append(StringBuilder quoted, char c) {
        if (c == '"' || c == '\\') {
            quoted.append('\\').append(c);
        } else if (c < ' ' || (c >= 0x7f && c <= 0x9f) || Character.isSurrogate(c) || c == 0x2028 || c == 0x2029) {
            quoted.append("\\u").append(Integer.toHexString(0x10000 | c), 1, 5);
        } else {
            quoted.append(c);
        }
    }
}
