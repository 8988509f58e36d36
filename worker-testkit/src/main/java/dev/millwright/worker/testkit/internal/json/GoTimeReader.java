package dev.millwright.worker.testkit.internal.json;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;

/** Reads one text by Go's layout RFC3339Nano, and finds fault with it in Go's words. Confined to one thread. */
final class GoTimeReader {
    private static final String LAYOUT = "2006-01-02T15:04:05.999999999Z07:00";
    private static final int MAX_DIGITS = 9;

    private final String text;
    private String rest;

    GoTimeReader(String text) {
        // One character for each byte, as Go counts.
        this.text = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        this.rest = this.text;
    }

    Instant read() throws InvalidJson {
        int year = year();
        skip("-");
        int month = twoDigits("01");
        if (month < 1 || month > 12) {
            throw outOfRange("month");
        }
        skip("-");
        int day = twoDigits("02");
        skip("T");
        int hour = isDigit(1) ? twoDigits("15") : digits(1, "15");
        check(hour, 23, "hour");
        skip(":");
        int minute = twoDigits("04");
        check(minute, 59, "minute");
        skip(":");
        int second = twoDigits("05");
        check(second, 59, "second");
        int nano = fraction();
        long offset = offset();
        if (!rest.isEmpty()) {
            throw new InvalidJson("parsing time " + quote(text) + ": extra text: " + quote(rest));
        }
        if (day < 1 || day > YearMonth.of(year, month).lengthOfMonth()) {
            throw outOfRange("day");
        }
        return LocalDateTime.of(year, month, day, hour, minute, second, nano)
                .toInstant(ZoneOffset.UTC)
                .minusSeconds(offset);
    }

    private int year() throws InvalidJson {
        for (int i = 0; i < 4; i++) {
            if (!isDigit(i)) {
                throw cannotParse("2006");
            }
        }
        return digits(4, "2006");
    }

    private void skip(String separator) throws InvalidJson {
        if (!rest.startsWith(separator)) {
            throw cannotParse(separator);
        }
        rest = rest.substring(1);
    }

    private int twoDigits(String element) throws InvalidJson {
        if (!isDigit(0) || !isDigit(1)) {
            throw cannotParse(element);
        }
        return digits(2, element);
    }

    private int digits(int count, String element) throws InvalidJson {
        if (!isDigit(0)) {
            throw cannotParse(element);
        }
        int value = Integer.parseInt(rest.substring(0, count));
        rest = rest.substring(count);
        return value;
    }

    private void check(int value, int max, String what) throws InvalidJson {
        if (value > max) {
            throw outOfRange(what);
        }
    }

    /** May be left out; digits beyond the nanoseconds do not count. */
    private int fraction() {
        if (rest.isEmpty() || ".,".indexOf(rest.charAt(0)) < 0 || !isDigit(1)) {
            return 0;
        }
        int end = 1;
        while (isDigit(end)) {
            end++;
        }
        String digits = rest.substring(1, Math.min(end, 1 + MAX_DIGITS));
        rest = rest.substring(end);
        return Integer.parseInt(digits + "0".repeat(MAX_DIGITS - digits.length()));
    }

    /** Seconds; Go takes 24 hours and 60 minutes, as some people write them. */
    private long offset() throws InvalidJson {
        if (rest.startsWith("Z")) {
            rest = rest.substring(1);
            return 0;
        }
        boolean inForm =
                rest.getBytes(StandardCharsets.UTF_8).length >= 6 && rest.length() >= 6 && rest.charAt(3) == ':';
        if (!inForm) {
            throw cannotParse("Z07:00");
        }
        String hold = rest;
        int hours = isDigit(1) && isDigit(2) ? Integer.parseInt(rest.substring(1, 3)) : -1;
        int minutes = isDigit(4) && isDigit(5) ? Integer.parseInt(rest.substring(4, 6)) : -1;
        char sign = rest.charAt(0);
        rest = rest.substring(6);
        check(hours < 0 ? 0 : minutes, 60, "time zone offset minute");
        check(hours, 24, "time zone offset hour");
        if (hours < 0 || minutes < 0 || "+-".indexOf(sign) < 0) {
            rest = hold;
            throw cannotParse("Z07:00");
        }
        return (sign == '-' ? -1L : 1L) * (hours * 60L + minutes) * 60L;
    }

    private boolean isDigit(int index) {
        return index < rest.length() && rest.charAt(index) >= '0' && rest.charAt(index) <= '9';
    }

    private InvalidJson cannotParse(String element) {
        return new InvalidJson("parsing time " + quote(text) + " as " + quote(LAYOUT) + ": cannot parse " + quote(rest)
                + " as " + quote(element));
    }

    private InvalidJson outOfRange(String what) {
        return new InvalidJson("parsing time " + quote(text) + ": " + what + " out of range");
    }

    /** As Go's package time does it, which is not as its package strconv does. */
    private static String quote(String text) {
        StringBuilder out = new StringBuilder().append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > 0x7f) {
                out.append(String.format("\\x%02x", (int) c));
            } else {
                out.append(c == '"' || c == '\\' ? "\\" : "").append(c);
            }
        }
        return out.append('"').toString();
    }
}
