package dev.millwright.worker.testkit.internal.json;

/** Quotes text for messages and globs as Go does. */
public final class GoQuote {
    private static final String CONTROLS = "\u0007\b\f\n\r\t\u000b";
    private static final String LETTERS = "abfnrtv";

    private GoQuote() {}

    /** Go's {@code %q}. */
    public static String text(String text) {
        StringBuilder out = new StringBuilder().append('"');
        text.codePoints().forEach(c -> {
            if (c == '"') {
                out.append("\\\"");
            } else {
                append(out, c);
            }
        });
        return out.append('"').toString();
    }

    /** A character as {@code encoding/json} names it. */
    static String character(char c) {
        if (c == '\'') {
            return "'\\''";
        }
        StringBuilder out = new StringBuilder().append('\'');
        append(out, c);
        return out.append('\'').toString();
    }

    private static void append(StringBuilder out, int c) {
        if (c == '\\') {
            out.append("\\\\");
        } else if (c < ' ' || c == 0x7f) {
            int letter = CONTROLS.indexOf(c);
            out.append(letter >= 0 ? "\\" + LETTERS.charAt(letter) : String.format("\\x%02x", c));
        } else if (isPrintable(c)) {
            out.appendCodePoint(c);
        } else {
            out.append(c > 0xffff ? String.format("\\U%08x", c) : String.format("\\u%04x", c));
        }
    }

    private static boolean isPrintable(int c) {
        return c == ' '
                || switch (Character.getType(c)) {
                    case Character.CONTROL,
                            Character.FORMAT,
                            Character.SURROGATE,
                            Character.PRIVATE_USE,
                            Character.UNASSIGNED,
                            Character.SPACE_SEPARATOR,
                            Character.LINE_SEPARATOR,
                            Character.PARAGRAPH_SEPARATOR -> false;
                    default -> true;
                };
    }
}
