package dev.millwright.worker.fleet.internal.redis;

import dev.millwright.worker.fleet.internal.store.Operation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what the scripts answer. Stateless; any thread. */
final class Replies {
    /** The same as {@code read} in {@code common.lua}. */
    private static final Pattern RECORD = Pattern.compile(
            "1 (\\d{1,18}) ([01]) (\\d{1,15}) (-?\\d{1,15}) (\\d{1,15}) (\\d{1,15})\n([^\n]*)\n(.*)", Pattern.DOTALL);

    private Replies() {}

    /** One part, as text; empty if there is none. */
    static String text(List<?> reply, int index) {
        @Nullable Object part = index < reply.size() ? reply.get(index) : null;
        return part == null ? "" : part.toString();
    }

    /** One part, as a number; 0 if it is none, as in a key that a hand has spoiled. */
    static long number(List<?> reply, int index) {
        return number(text(reply, index));
    }

    static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return fraction(text);
        }
    }

    /** A score, which Redis writes as it likes. */
    private static long fraction(String text) {
        try {
            return (long) Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    static Instant instant(List<?> reply, int index) {
        return Instant.ofEpochMilli(number(reply, index));
    }

    /** An operation; empty if its record cannot be read. */
    static Optional<Operation> operation(String id, String record) {
        Matcher parts = RECORD.matcher(record);
        if (!parts.matches()) {
            return Optional.empty();
        }
        return Optional.of(new Operation(
                id,
                number(parts.group(1)),
                parts.group(2).equals("1"),
                Instant.ofEpochMilli(number(parts.group(3))),
                Instant.ofEpochMilli(number(parts.group(4))),
                Instant.ofEpochMilli(number(parts.group(5))),
                Instant.ofEpochMilli(number(parts.group(6))),
                parts.group(7),
                parts.group(8)));
    }
}
