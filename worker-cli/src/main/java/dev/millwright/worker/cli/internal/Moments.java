package dev.millwright.worker.cli.internal;

import dev.millwright.worker.cli.internal.values.Durations;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

/** Moments as people write them. Stateless; any thread. */
final class Moments {
    private Moments() {}

    /**
     * Reads a moment with its offset, or how long ago it is. Without an offset nobody knows which moment is meant.
     *
     * @param option whose value it is
     * @param now what it is ago from
     */
    static Instant parse(String option, String text, Instant now) {
        try {
            return now.minus(Durations.parse(text));
        } catch (IllegalArgumentException e) {
            // Then it is the other form.
        }
        try {
            return OffsetDateTime.parse(text.strip()).toInstant();
        } catch (DateTimeException e) {
            throw new UsageException(
                    option,
                    "'" + Table.line(text)
                            + "' is no moment: write 2030-01-31T08:00:00Z, or a duration such as 2h for so"
                            + " long ago");
        }
    }
}
