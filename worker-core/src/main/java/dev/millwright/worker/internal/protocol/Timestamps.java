package dev.millwright.worker.internal.protocol;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * Reads the points in time that a job holds. Each job has two or more of them, and {@link Instant#parse} costs
 * more than the rest of the job; so the one form that the server writes, {@code 2026-01-31T08:00:00.123456789Z},
 * is read by hand, and everything else by {@link Instant#parse}. Stateless; any thread.
 */
final class Timestamps {
    private static final int NANO_DIGITS = 9;
    private static final int FRACTION_AT = "2026-01-31T08:00:00".length();

    private Timestamps() {}

    /** The instant; null if the text is none. */
    static @Nullable Instant parse(String text) {
        try {
            Instant plain = parsePlain(text);
            return plain != null ? plain : Instant.parse(text);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Null if the text has another form; what is out of range, such as a leap second, is left to others, too. */
    private static @Nullable Instant parsePlain(String text) {
        int last = text.length() - 1;
        if (last < FRACTION_AT
                || text.charAt(last) != 'Z'
                || text.charAt(4) != '-'
                || text.charAt(7) != '-'
                || text.charAt(10) != 'T'
                || text.charAt(13) != ':'
                || text.charAt(16) != ':') {
            return null;
        }
        int year = number(text, 0, 4);
        int month = number(text, 5, 7);
        int day = number(text, 8, 10);
        int hour = number(text, 11, 13);
        int minute = number(text, 14, 16);
        int second = number(text, 17, 19);
        int nano = nano(text, last);
        boolean isPlain = (year | month | day | hour | minute | second | nano) >= 0;
        if (!isPlain || hour > 23 || minute > 59 || second > 59) {
            return null;
        }
        long days = LocalDate.of(year, month, day).toEpochDay();
        return Instant.ofEpochSecond(days * 86_400 + hour * 3_600L + minute * 60L + second, nano);
    }

    /** The fraction of a second; negative if it is none. */
    private static int nano(String text, int end) {
        if (end == FRACTION_AT) {
            return 0;
        }
        int digits = end - FRACTION_AT - 1;
        if (text.charAt(FRACTION_AT) != '.' || digits < 1 || digits > NANO_DIGITS) {
            return -1;
        }
        int nano = number(text, FRACTION_AT + 1, end);
        for (int i = digits; i < NANO_DIGITS; i++) {
            nano *= 10;
        }
        return nano;
    }

    /** The digits from one index to before another; negative if there is anything else. */
    private static int number(String text, int from, int to) {
        int value = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }
}
