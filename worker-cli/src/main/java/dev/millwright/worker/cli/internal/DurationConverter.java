package dev.millwright.worker.cli.internal;

import dev.millwright.worker.cli.internal.values.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code 500ms}, {@code 25s}, {@code 1m}, {@code 2h}, and writes durations for people. Stateless; any thread. */
final class DurationConverter implements ITypeConverter<Duration> {
    /** "350 ms", "3.2 s", "4 min 10 s", "2 h 5 min". */
    static String forPeople(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < 1) {
            return duration.toMillis() + " ms";
        }
        if (seconds < 60) {
            return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
        }
        return seconds < 3600
                ? seconds / 60 + " min " + seconds % 60 + " s"
                : seconds / 3600 + " h " + seconds / 60 % 60 + " min";
    }

    /** The time from one moment to another, none if that is the earlier one: clocks of two hosts may say so. */
    static String between(Instant from, Instant to) {
        Duration time = Duration.between(from, to);
        return forPeople(time.isNegative() ? Duration.ZERO : time);
    }

    @Override
    public Duration convert(String text) {
        try {
            return Durations.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
