package dev.millwright.worker.cli.internal.admin;

import dev.millwright.worker.internal.platform.LogText;
import java.util.Map;

/** The answer to an HTTP request. Immutable. */
record Answer(int status, String contentType, String body, Map<String, String> headers) {
    private static final String TEXT = "text/plain; charset=utf-8";

    private static final int LONGEST_LINE = 8_000;

    /** One line of text, whatever part of it came from the request. */
    static Answer line(int status, String line) {
        return line(status, line, Map.of());
    }

    static Answer line(int status, String line, Map<String, String> headers) {
        return new Answer(status, TEXT, LogText.of(line, LONGEST_LINE) + "\n", headers);
    }

    static Answer of(String contentType, String body) {
        return new Answer(200, contentType, body, Map.of());
    }
}
