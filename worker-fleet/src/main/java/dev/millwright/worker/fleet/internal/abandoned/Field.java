package dev.millwright.worker.fleet.internal.abandoned;

import dev.millwright.worker.fleet.internal.common.Shown;
import dev.millwright.worker.fleet.internal.store.Word;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What can be set for a jobtype, as it is written in a file, with what holds where it is not set. */
public enum Field {
    DETECT("true", Type.FLAG),
    NOTIFY("true", Type.FLAG),
    HOLD("false", Type.FLAG),
    FAILURES("3", Type.COUNT),
    WITHIN("8h", Type.DURATION),
    RECOVERY("2h", Type.DURATION),
    FAILING_FOR("30d", Type.DURATION),
    IDLE_FOR("30d", Type.DURATION),
    DEPLOY_GRACE("14d", Type.DURATION),
    HOLD_AFTER("7d", Type.DURATION),
    REMIND_BEFORE("24h", Type.DURATION),
    TRIAL_EVERY("24h", Type.DURATION);

    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})([smhd])");
    private static final int MOST_SHOWN = 60;
    private static final Duration LONGEST = Duration.ofDays(10 * 365);

    /** More would be kept of each jobtype than makes sense. */
    private static final int MOST_FAILURES = 100;

    private final String initial;
    private final Type type;

    private enum Type {
        FLAG,
        COUNT,
        DURATION
    }

    Field(String initial, Type type) {
        this.initial = initial;
        this.type = type;
    }

    /** As it is written. */
    public String word() {
        return Word.of(this);
    }

    String initial() {
        return initial;
    }

    /** The field of a name. */
    static Optional<Field> of(String word) {
        return Word.named(values(), word);
    }

    static String words() {
        return Arrays.stream(values()).map(Field::word).collect(Collectors.joining(", "));
    }

    /**
     * Reads a value.
     *
     * @throws IllegalArgumentException with one line that says what it may be
     */
    Object value(String text) {
        try {
            String stripped = text.strip();
            return switch (type) {
                case FLAG -> flag(stripped);
                case COUNT -> count(stripped);
                case DURATION -> duration(stripped);
            };
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    word() + ": \"" + Shown.inLine(text, MOST_SHOWN) + "\" cannot be used: " + e.getMessage());
        }
    }

    private static Object flag(String text) {
        if (text.equals("true") || text.equals("false")) {
            return text.equals("true");
        }
        throw new IllegalArgumentException("write true or false");
    }

    private static Object count(String text) {
        if (text.matches("\\d{1,3}")) {
            int count = Integer.parseInt(text);
            if (count >= 1 && count <= MOST_FAILURES) {
                return count;
            }
        }
        throw new IllegalArgumentException("write a number from 1 to " + MOST_FAILURES);
    }

    private static Object duration(String text) {
        Matcher parts = DURATION.matcher(text);
        if (parts.matches()) {
            long number = Long.parseLong(parts.group(1));
            Duration duration = switch (parts.group(2)) {
                case "s" -> Duration.ofSeconds(number);
                case "m" -> Duration.ofMinutes(number);
                case "h" -> Duration.ofHours(number);
                default -> Duration.ofDays(number);
            };
            if (!duration.isZero() && duration.compareTo(LONGEST) <= 0) {
                return duration;
            }
        }
        throw new IllegalArgumentException("write for instance 30d, 8h or 90m, up to " + LONGEST.toDays() + "d");
    }
}
