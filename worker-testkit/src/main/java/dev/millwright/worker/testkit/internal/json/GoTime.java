package dev.millwright.worker.testkit.internal.json;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.regex.Pattern;

/** Timestamps in Go's RFC3339Nano: nanoseconds without trailing zeros. */
public final class GoTime {
    private static final String LAYOUT = "2006-01-02T15:04:05.999999999Z07:00";
    private static final DateTimeFormatter FORMATTER = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd'T'HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .appendLiteral('Z')
            .toFormatter(Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final Pattern FORM =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?(Z|[+-]\\d\\d:\\d\\d)");

    private GoTime() {}

    public static String format(Instant time) {
        return FORMATTER.format(time);
    }

    public static Instant parse(String text) throws InvalidJson {
        try {
            if (FORM.matcher(text).matches()) {
                return OffsetDateTime.parse(text).toInstant();
            }
        } catch (DateTimeException e) {
            // A 31st of February: reported below, like every other text that is no time.
        }
        throw new InvalidJson("parsing time " + quote(text) + " as " + quote(LAYOUT) + ": cannot parse " + quote(text)
                + " as \"2006\"");
    }

    /** Go's {@code %q}, as far as it matters for names and times. */
    public static String quote(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
