package dev.millwright.worker;

import dev.millwright.worker.internal.platform.LogText;

/**
 * How a running job is cancelled, and what is said of it: in the log, in the message of its FAIL, and in
 * {@link RunningJob#cancelRequest()}. Immutable; each {@code with…} makes a new request.
 *
 * @param discard whether the job is ACKed instead of moved to Dead
 * @param reason why, in words; one line of at most {@link #MAX_REASON} characters, what is longer is cut; empty if nobody says
 * @param by who wants it; one line of at most {@link #MAX_BY} characters, what is longer is cut; empty if nobody says
 */
public record CancelRequest(boolean discard, String reason, String by) {
    /** The longest reason: the server keeps 1,000 bytes of a FAIL's message. */
    public static final int MAX_REASON = 500;

    /** The longest name of who cancels. */
    public static final int MAX_BY = 200;

    /** Moves the job to Dead, and says neither why nor who. */
    public static final CancelRequest DEFAULT = new CancelRequest(false, "", "");

    /** Makes one line of each text, of bounded length: it comes from outside and goes into logs. */
    public CancelRequest {
        reason = line(reason, MAX_REASON);
        by = line(by, MAX_BY);
    }

    /** The same text again for what this has made. */
    private static String line(String text, int max) {
        String start = text.length() <= max ? text : text.substring(0, max);
        String line = LogText.of(start.strip(), max);
        if (line.length() <= max && text.length() <= max) {
            return line;
        }
        int end = Math.min(line.length(), max - 1);
        if (end > 0 && Character.isHighSurrogate(line.charAt(end - 1))) {
            end--; // not half a pair
        }
        return line.substring(0, end) + "…";
    }

    /**
     * This request, discarding the job or moving it to Dead.
     *
     * @param value whether the job vanishes
     * @return a new request
     */
    public CancelRequest withDiscard(boolean value) {
        return new CancelRequest(value, reason, by);
    }

    /**
     * This request with a reason.
     *
     * @param value in words
     * @return a new request
     */
    public CancelRequest withReason(String value) {
        return new CancelRequest(discard, value, by);
    }

    /**
     * This request with an author.
     *
     * @param value a person, or a program
     * @return a new request
     */
    public CancelRequest withBy(String value) {
        return new CancelRequest(discard, reason, value);
    }
}
