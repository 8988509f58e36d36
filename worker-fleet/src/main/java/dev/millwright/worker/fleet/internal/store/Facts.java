package dev.millwright.worker.fleet.internal.store;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is known of a {@link Unit}, from all workers together. Numbers only grow, as long as the store keeps them. Where a
 * moment is {@link Instant#EPOCH} there was none.
 *
 * @param runs how often its jobs ran
 * @param successes how many of these runs were successful
 * @param failures how many failed
 * @param first when it was first seen
 * @param lastRun when a run last ended
 * @param lastSuccess when one last succeeded
 * @param lastFailure when one last failed
 * @param deployed when a worker of another version, or one without a version, last began to run the jobtype
 * @param version of that worker; empty if it has none
 * @param lastError what it last failed of, in one line
 */
public record Facts(
        long runs,
        long successes,
        long failures,
        Instant first,
        Instant lastRun,
        Instant lastSuccess,
        Instant lastFailure,
        Instant deployed,
        String version,
        String lastError) {
    private static final Pattern TEXT =
            Pattern.compile("1" + " (\\d{1,15})".repeat(8) + "\n([^\n]*)\n(.*)", Pattern.DOTALL);

    /** Nothing yet. */
    public static Facts none(Instant first) {
        Instant never = Instant.EPOCH;
        return new Facts(0, 0, 0, first, never, never, never, never, "", "");
    }

    /** As it is written; the scripts know the form, too. */
    public String text() {
        return "1 " + runs + " " + successes + " " + failures + " " + first.toEpochMilli() + " "
                + lastRun.toEpochMilli()
                + " " + lastSuccess.toEpochMilli() + " " + lastFailure.toEpochMilli() + " " + deployed.toEpochMilli()
                + "\n" + version + "\n" + lastError;
    }

    /**
     * Reads what {@link #text} has written.
     *
     * @param text from the store; may be anything
     * @return empty if it is something else
     */
    public static Optional<Facts> parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        return Optional.of(new Facts(
                number(parts, 1),
                number(parts, 2),
                number(parts, 3),
                moment(parts, 4),
                moment(parts, 5),
                moment(parts, 6),
                moment(parts, 7),
                moment(parts, 8),
                parts.group(9),
                parts.group(10)));
    }

    private static long number(Matcher parts, int group) {
        return Long.parseLong(parts.group(group));
    }

    private static Instant moment(Matcher parts, int group) {
        return Instant.ofEpochMilli(number(parts, group));
    }
}
