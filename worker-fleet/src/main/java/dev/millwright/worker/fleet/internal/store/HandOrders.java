package dev.millwright.worker.fleet.internal.store;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What somebody has ordered by hand for a jobtype. Where a moment is {@link Instant#EPOCH} there was no such order.
 *
 * @param snoozedAt when it was last snoozed
 * @param snoozedUntil for how long
 * @param releasedAt when it was last released
 * @param by who ordered last
 */
public record HandOrders(Instant snoozedAt, Instant snoozedUntil, Instant releasedAt, String by) {
    /** Nobody has ordered anything. */
    public static final HandOrders NONE = new HandOrders(Instant.EPOCH, Instant.EPOCH, Instant.EPOCH, "");

    private static final Pattern TEXT = Pattern.compile("1 (\\d{1,15}) (\\d{1,15}) (\\d{1,15})\n(.*)", Pattern.DOTALL);

    /** As it is written; the scripts know the form, too. */
    public String text() {
        return "1 " + snoozedAt.toEpochMilli() + " " + snoozedUntil.toEpochMilli() + " " + releasedAt.toEpochMilli()
                + "\n" + by;
    }

    /**
     * Reads what {@link #text} has written.
     *
     * @param text from the store; may be anything
     * @return empty if it is something else
     */
    public static Optional<HandOrders> parse(String text) {
        Matcher parts = TEXT.matcher(text);
        return parts.matches()
                ? Optional.of(new HandOrders(moment(parts, 1), moment(parts, 2), moment(parts, 3), parts.group(4)))
                : Optional.empty();
    }

    private static Instant moment(Matcher parts, int group) {
        return Instant.ofEpochMilli(Long.parseLong(parts.group(group)));
    }
}
