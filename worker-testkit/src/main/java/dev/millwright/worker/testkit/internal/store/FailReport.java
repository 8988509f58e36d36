package dev.millwright.worker.testkit.internal.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** What a FAIL says, cut as the server cuts it: errtype 100 bytes, message 1,000 bytes, 50 lines. */
public record FailReport(String errtype, String message, List<String> backtrace) {
    static final FailReport RESERVATION_EXPIRED =
            new FailReport("ReservationExpired", "Faktory job reservation expired", List.of());

    private static final int MAX_ERRTYPE = 100;
    private static final int MAX_MESSAGE = 1000;
    private static final int MAX_LINES = 50;
    private static final String UNKNOWN = "unknown";

    public FailReport {
        errtype = cut(errtype, MAX_ERRTYPE);
        message = cut(message, MAX_MESSAGE);
        backtrace = List.copyOf(backtrace.subList(0, Math.min(backtrace.size(), MAX_LINES)));
    }

    private static String cut(String text, int max) {
        String trimmed = text.strip();
        if (trimmed.isEmpty()) {
            return UNKNOWN;
        }
        byte[] bytes = trimmed.getBytes(StandardCharsets.UTF_8);
        if (bytes.length <= max) {
            return trimmed;
        }
        int whole = max;
        while ((bytes[whole] & 0xC0) == 0x80) {
            whole--;
        }
        // The server cuts through a character; Go then writes each of its stray bytes as U+FFFD.
        return new String(Arrays.copyOf(bytes, whole), StandardCharsets.UTF_8) + "\ufffd".repeat(max - whole);
    }
}
