package dev.millwright.worker.internal.platform;

import org.jspecify.annotations.Nullable;

/**
 * Text from outside as it may stand in a log. A jobtype, a jid or the message of an exception can hold
 * anything: a line break that lets what follows look like a line of ours, codes that a terminal obeys, a
 * megabyte. Here each is one line of bounded length. Stateless; any thread.
 */
public final class LogText {
    /** The most characters of a message; the server keeps about as much. */
    public static final int MESSAGE = 1_000;

    /** The most characters of a name: a jobtype, a jid, a queue. */
    public static final int NAME = 200;

    private LogText() {}

    /**
     * A message, or anything else that is to be told in a message.
     *
     * @param value any object; its {@code toString} may throw
     * @return at most {@link #MESSAGE} of its characters, and how many it had
     */
    public static String message(@Nullable Object value) {
        return of(value, MESSAGE);
    }

    /**
     * A name.
     *
     * @param value a jobtype, jid or queue
     * @return at most {@link #NAME} of its characters, and how many it had
     */
    public static String name(@Nullable String value) {
        return of(value, NAME);
    }

    /**
     * The start of a text, in one line.
     *
     * @param value any object; its {@code toString} may throw
     * @param max the most characters to take of it
     * @return the same string if nothing had to be done to it
     */
    public static String of(@Nullable Object value, int max) {
        String text = text(value);
        int end = text.length() <= max ? text.length() : wholeCharacters(text, max);
        int plain = plain(text, end);
        if (plain == text.length()) {
            return text;
        }
        StringBuilder line = new StringBuilder(end + 40).append(text, 0, plain);
        for (int i = plain; i < end; i++) {
            append(line, text.charAt(i));
        }
        if (end < text.length()) {
            line.append(howLong(text));
        }
        return line.toString();
    }

    /**
     * The start of a text, as it is: for a format that escapes by itself.
     *
     * @param text any
     * @param max the most characters to take of it
     * @return the same string if it is short enough
     */
    public static String cut(String text, int max) {
        return text.length() <= max ? text : text.substring(0, wholeCharacters(text, max)) + howLong(text);
    }

    private static String howLong(String text) {
        return "… (" + text.length() + " characters)";
    }

    private static String text(@Nullable Object value) {
        if (value == null) {
            return "null";
        }
        try {
            return String.valueOf(value.toString()); // a toString may return null
        } catch (Throwable e) {
            return "(the toString of a " + value.getClass().getName() + " failed: "
                    + e.getClass().getName() + ")";
        }
    }

    /** How many characters can stay as they are, from the start. */
    private static int plain(String text, int end) {
        int i = 0;
        while (i < end && isPlain(text.charAt(i))) {
            i++;
        }
        return i;
    }

    private static boolean isPlain(char c) {
        if (c < 0x7f) {
            return c >= ' ';
        }
        // The rest of the controls, with next line (85) and the escape of terminals (9b); line and paragraph separator;
        // what turns the direction of writing, so that a line reads other than it is.
        return c > 0x9f && (c < 0x200e || c > 0x2069 || (c > 0x200f && c < 0x2028) || (c > 0x202e && c < 0x2066));
    }

    private static void append(StringBuilder line, char c) {
        switch (c) {
            case '\n' -> line.append("\\n");
            case '\r' -> line.append("\\r");
            case '\t' -> line.append("\\t");
            default -> {
                if (isPlain(c)) {
                    line.append(c);
                } else {
                    line.append(String.format("\\u%04x", (int) c));
                }
            }
        }
    }

    /** Not half a pair of surrogates. */
    private static int wholeCharacters(String text, int end) {
        return end > 0 && Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end;
    }
}
