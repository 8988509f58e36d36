package dev.millwright.worker.testkit.internal.json;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;

/** Timestamps in Go's RFC3339Nano: nanoseconds without trailing zeros. */
public final class GoTime {
    private static final DateTimeFormatter FORMATTER = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd'T'HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .appendLiteral('Z')
            .toFormatter(Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private GoTime() {}

    public static String format(Instant time) {
        return FORMATTER.format(time);
    }

    /** Reads a time as Go does, which takes more than RFC 3339: an hour of one digit, a comma for the point. */
    public static Instant parse(String text) throws InvalidJson {
        return new GoTimeReader(text).read();
    }
}
