package dev.millwright.worker.testkit.internal.json;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes JSON as Go's {@code encoding/json} does: no white space, HTML characters escaped, numbers in
 * Go's form. The text matters, as MUTATE matches its globs against it.
 *
 * <p>Takes maps (written in their own order), lists, strings, numbers, booleans and null.
 */
public final class GoJson {
    private static final String HEX = "0123456789abcdef";

    private GoJson() {}

    public static String write(@Nullable Object value) {
        StringBuilder out = new StringBuilder();
        write(out, value);
        return out.toString();
    }

    private static void write(StringBuilder out, @Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            writeObject(out, map);
        } else if (value instanceof List<?> list) {
            writeArray(out, list);
        } else if (value instanceof CharSequence text) {
            writeString(out, text);
        } else if (value instanceof Double || value instanceof Float) {
            out.append(GoNumber.format(((Number) value).doubleValue()));
        } else {
            out.append(value);
        }
    }

    private static void writeObject(StringBuilder out, Map<?, ?> map) {
        char separator = '{';
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            out.append(separator);
            writeString(out, String.valueOf(entry.getKey()));
            out.append(':');
            write(out, entry.getValue());
            separator = ',';
        }
        out.append(separator == '{' ? "{}" : "}");
    }

    private static void writeArray(StringBuilder out, List<?> list) {
        char separator = '[';
        for (Object element : list) {
            out.append(separator);
            write(out, element);
            separator = ',';
        }
        out.append(separator == '[' ? "[]" : "]");
    }

    private static void writeString(StringBuilder out, CharSequence text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                out.append(c).append(text.charAt(++i));
            } else {
                writeChar(out, c);
            }
        }
        out.append('"');
    }

    private static void writeChar(StringBuilder out, char c) {
        switch (c) {
            case '"', '\\' -> out.append('\\').append(c);
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            case '<', '>', '&', '\u2028', '\u2029' -> escape(out, c);
            default -> {
                if (c < ' ') {
                    escape(out, c);
                } else {
                    out.append(Character.isSurrogate(c) ? '\ufffd' : c);
                }
            }
        }
    }

    private static void escape(StringBuilder out, char c) {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
            out.append(HEX.charAt((c >> shift) & 0xf));
        }
    }
}
