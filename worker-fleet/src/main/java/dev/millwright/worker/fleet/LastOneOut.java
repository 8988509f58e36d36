package dev.millwright.worker.fleet;

import java.time.Duration;
import java.util.Objects;

/**
 * How a worker finds out, once it has stopped and drained, whether it was the last of its group, see {@link
 * Fleet#withPauseWhenLast}. Immutable; any thread.
 *
 * @param lastWait for how long it may wait in all, counted from when it has drained: for the lease that one leaving
 *     worker has at a time, and, with {@code outlastOthers}, for the others; 300 s by default
 * @param grace for how long nobody else must be there before it counts as the last: a worker that is started anew in this
 *     time comes soon enough. It adds to the wait; zero by default
 * @param outlastOthers whether to stay until the others are gone, or {@code lastWait} is over; by default a worker that is
 *     not the last one leaves at once
 */
public record LastOneOut(Duration lastWait, Duration grace, boolean outlastOthers) {
    private static final Duration LONGEST = Duration.ofHours(24);

    /** What holds if nothing else is said. */
    public static final LastOneOut DEFAULT = new LastOneOut(Duration.ofMinutes(5), Duration.ZERO, false);

    /**
     * Checks the durations.
     *
     * @throws IllegalArgumentException if one is negative or longer than 24 h, with one line that says so
     */
    public LastOneOut {
        check("wait of the last worker", lastWait);
        check("grace before a worker counts as the last", grace);
    }

    private static void check(String what, Duration value) {
        Objects.requireNonNull(value, what);
        if (value.isNegative() || value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("the " + what + " is between 0 and 24 h, not " + value);
        }
    }

    /**
     * The same with another limit.
     *
     * @param value zero to 24 h; with zero, each thing is tried once
     * @return a new value
     */
    public LastOneOut withLastWait(Duration value) {
        return new LastOneOut(value, grace, outlastOthers);
    }

    /**
     * The same with another grace.
     *
     * @param value zero to 24 h
     * @return a new value
     */
    public LastOneOut withGrace(Duration value) {
        return new LastOneOut(lastWait, value, outlastOthers);
    }

    /**
     * The same, but waiting for the others to go.
     *
     * @return a new value
     */
    public LastOneOut outlastingOthers() {
        return new LastOneOut(lastWait, grace, true);
    }
}
