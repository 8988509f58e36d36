package dev.millwright.worker.fleet.internal.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is written about the pause of one queue.
 *
 * @param queue which
 * @param state how far it has come
 * @param owner who may end it
 * @param token that of the lease under which it was last written
 * @param at when it was intended
 * @param by who intended it, in one line
 * @param why may be empty
 */
public record PauseRecord(String queue, State state, Owner owner, long token, Instant at, String by, String why) {
    /**
     * For how long after it was intended a pause can still come true, though it was resumed meanwhile: its command, or one of
     * those that were sent in vain, may lie somewhere between a worker and a server that stands still.
     */
    public static final Duration DOUBT = Duration.ofMinutes(1);

    private static final Pattern TEXT =
            Pattern.compile("1 ([a-z]+) ([a-z]+) (\\d{1,18}) (\\d{1,15}) ([^\n]*)\n(.*)", Pattern.DOTALL);

    /** Checks that the author is one line, as records rely on it. */
    public PauseRecord {
        if (by.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("the author of a pause is one line");
        }
    }

    /** How far a pause has come. */
    public enum State {
        /** It may be paused, or not: who wanted to has not said that it is done. */
        INTENDED,
        /** It is paused. */
        PAUSED,
        /** It may be paused still, or not: it was about to be resumed. */
        RESUMING,
        /** It was resumed, and the command that pauses it may still be on its way. */
        RESUMED
    }

    /** Who may end a pause. */
    public enum Owner {
        /** The workers of the group. */
        FLEET,
        /** Who has ordered it. */
        HAND
    }

    /** The same pause, in another state. */
    PauseRecord as(State newState, long newToken) {
        return new PauseRecord(queue, newState, owner, newToken, at, by, why);
    }

    /** As it is written. */
    public String text() {
        return "1 " + Word.of(state) + " " + Word.of(owner) + " " + token + " " + at.toEpochMilli() + " " + by + "\n"
                + why;
    }

    /**
     * Reads what {@link #text} has written.
     *
     * @param queue which
     * @param text from the store; may be anything
     * @return empty if it is something else
     */
    public static Optional<PauseRecord> parse(String queue, String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        Optional<State> state = Word.named(State.values(), parts.group(1));
        Optional<Owner> owner = Word.named(Owner.values(), parts.group(2));
        if (state.isEmpty() || owner.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new PauseRecord(
                queue,
                state.get(),
                owner.get(),
                Long.parseLong(parts.group(3)),
                Instant.ofEpochMilli(Long.parseLong(parts.group(4))),
                parts.group(5),
                parts.group(6)));
    }
}
