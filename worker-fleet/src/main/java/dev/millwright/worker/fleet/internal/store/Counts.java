package dev.millwright.worker.fleet.internal.store;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What one worker has done for one operation.
 *
 * @param version the version of the operation that was applied
 * @param matched how many jobs it was for
 * @param cancelled how many of these were cancelled
 * @param alreadyOver how many had an outcome already
 * @param failed how many could not be cancelled
 */
public record Counts(long version, long matched, long cancelled, long alreadyOver, long failed) {
    private static final Pattern SPACE = Pattern.compile(" ");

    /** As it is written. */
    public String text() {
        return version + " " + matched + " " + cancelled + " " + alreadyOver + " " + failed;
    }

    /**
     * Reads what {@link #text} has written.
     *
     * @param text from the store; may be anything
     * @return empty if it is something else
     */
    public static Optional<Counts> parse(String text) {
        String[] parts = SPACE.split(text, -1);
        if (parts.length < 5) { // a later release may add some
            return Optional.empty();
        }
        try {
            return Optional.of(new Counts(
                    Long.parseLong(parts[0]),
                    Long.parseLong(parts[1]),
                    Long.parseLong(parts[2]),
                    Long.parseLong(parts[3]),
                    Long.parseLong(parts[4])));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
