package dev.millwright.worker.testkit.internal.json;

import java.util.ArrayList;
import java.util.List;

/** Reads JSON and finds fault with it in the words of Go's {@code encoding/json}. Confined to one thread. */
final class JsonReader {
    private static final int MAX_DEPTH = 10_000;
    private static final String HEX_DIGITS = "0123456789abcdefABCDEF";
    private static final String ESCAPES = "bfnrt\\/\"u";
    private static final String ESCAPED = "\b\f\n\r\t\\/\"";

    private final String text;
    private int at;
    private int depth;

    private JsonReader(String text) {
        this.text = text;
    }

    /** Reads a text that holds one value and nothing else. */
    static JsonValue read(String text) throws InvalidJson {
        JsonReader reader = new JsonReader(text);
        JsonValue value = reader.value();
        reader.skipSpace();
        if (!reader.atEnd()) {
            throw reader.invalid("after top-level value");
        }
        return value;
    }

    private JsonValue value() throws InvalidJson {
        char first = next();
        switch (first) {
            case '{' -> {
                return members();
            }
            case '[' -> {
                return array();
            }
            case '"' -> {
                return new JsonValue.Text(string());
            }
            case 't' -> {
                return literal("true", new JsonValue.Truth(true));
            }
            case 'f' -> {
                return literal("false", new JsonValue.Truth(false));
            }
            case 'n' -> {
                return literal("null", new JsonValue.Null());
            }
            default -> {
                if (first == '-' || isDigit(first)) {
                    return number();
                }
                throw invalid("looking for beginning of value");
            }
        }
    }

    private JsonValue members() throws InvalidJson {
        descend();
        List<JsonValue.Member> members = new ArrayList<>();
        boolean more = next() != '}';
        while (more) {
            if (next() != '"') {
                throw invalid("looking for beginning of object key string");
            }
            String key = string();
            if (next() != ':') {
                throw invalid("after object key");
            }
            at++;
            members.add(new JsonValue.Member(key, value()));
            more = more('}', "after object key:value pair");
        }
        ascend();
        return new JsonValue.Members(members);
    }

    private JsonValue array() throws InvalidJson {
        descend();
        List<JsonValue> elements = new ArrayList<>();
        boolean more = next() != ']';
        while (more) {
            elements.add(value());
            more = more(']', "after array element");
        }
        ascend();
        return new JsonValue.Array(elements);
    }

    private boolean more(char end, String context) throws InvalidJson {
        char separator = next();
        if (separator == ',') {
            at++;
            return true;
        }
        if (separator != end) {
            throw invalid(context);
        }
        return false;
    }

    private void descend() throws InvalidJson {
        if (++depth > MAX_DEPTH) {
            throw invalid("exceeded max depth");
        }
        at++;
    }

    private void ascend() {
        depth--;
        at++;
    }

    private JsonValue literal(String word, JsonValue value) throws InvalidJson {
        for (int i = 0; i < word.length(); i++, at++) {
            if (current() != word.charAt(i)) {
                throw invalid("in literal " + word + " (expecting '" + word.charAt(i) + "')");
            }
        }
        return value;
    }

    private String string() throws InvalidJson {
        StringBuilder out = new StringBuilder();
        at++;
        while (true) {
            if (atEnd()) {
                throw endOfInput();
            }
            char c = text.charAt(at);
            if (c == '"') {
                at++;
                return out.toString();
            }
            if (c < ' ') {
                throw invalid("in string literal");
            }
            at++;
            out.append(c == '\\' ? escape() : c);
        }
    }

    private char escape() throws InvalidJson {
        int escape = ESCAPES.indexOf(current());
        if (escape < 0) {
            throw invalid("in string escape code");
        }
        at++;
        if (escape < ESCAPED.length()) {
            return ESCAPED.charAt(escape);
        }
        int code = 0;
        for (int i = 0; i < 4; i++, at++) {
            if (HEX_DIGITS.indexOf(current()) < 0) {
                throw invalid("in \\u hexadecimal character escape");
            }
            code = code << 4 | Character.digit(current(), 16);
        }
        return (char) code;
    }

    private JsonValue number() throws InvalidJson {
        int start = at;
        if (current() == '-') {
            at++;
        }
        if (current() == '0') {
            at++;
        } else {
            digits("in numeric literal");
        }
        if (current() == '.') {
            at++;
            digits("after decimal point in numeric literal");
        }
        if (current() == 'e' || current() == 'E') {
            at++;
            if (current() == '+' || current() == '-') {
                at++;
            }
            digits("in exponent of numeric literal");
        }
        return new JsonValue.Digits(text.substring(start, at));
    }

    private void digits(String context) throws InvalidJson {
        if (!isDigit(current())) {
            throw invalid(context);
        }
        while (isDigit(current())) {
            at++;
        }
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** The next character that is no white space, which is not taken yet. */
    private char next() throws InvalidJson {
        skipSpace();
        if (atEnd()) {
            throw endOfInput();
        }
        return text.charAt(at);
    }

    private void skipSpace() {
        while (!atEnd() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    /** The character here; a space at the end, as Go tries one there. */
    private char current() {
        return atEnd() ? ' ' : text.charAt(at);
    }

    private boolean atEnd() {
        return at >= text.length();
    }

    private static InvalidJson endOfInput() {
        return new InvalidJson("unexpected end of JSON input");
    }

    private InvalidJson invalid(String context) {
        // Of what takes several bytes Go sees the first.
        String whole = atEnd() ? " " : Character.toString(text.codePointAt(at));
        int first = whole.getBytes(java.nio.charset.StandardCharsets.UTF_8)[0] & 0xff;
        return new InvalidJson("invalid character " + GoQuote.character((char) first) + " " + context);
    }
}
