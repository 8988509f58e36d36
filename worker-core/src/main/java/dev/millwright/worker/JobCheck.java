package dev.millwright.worker;

import dev.millwright.worker.internal.platform.LogText;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * What a producer may give a job. Each check names the value and what is allowed; the server would refuse the job
 * later, or take it for something else. Stateless; any thread.
 */
final class JobCheck {
    private static final int MIN_JID_BYTES = 8;

    /** The server keeps no more lines of a FAIL. */
    private static final int MAX_BACKTRACE = 50;

    /** The server reads years of four digits only. */
    private static final Instant YEAR_0 = Instant.parse("0000-01-01T00:00:00Z");

    private static final Instant YEAR_10000 = Instant.parse("+10000-01-01T00:00:00Z");

    private JobCheck() {}

    static void jobtype(String value) {
        if (Objects.requireNonNull(value, "jobtype").isBlank()) {
            throw new IllegalArgumentException("a job needs a jobtype, but it is blank");
        }
    }

    static void jid(String value) {
        if (value.getBytes(StandardCharsets.UTF_8).length < MIN_JID_BYTES) {
            throw new IllegalArgumentException("jid must have at least 8 bytes, not \"" + LogText.name(value) + "\"");
        }
    }

    static void queue(String value) {
        if (!Job.isQueueName(value)) {
            throw new IllegalArgumentException("queue must be letters, digits and . _ - only: \"" + LogText.name(value)
                    + "\" is not the name of a queue");
        }
    }

    static void retry(int value) {
        if (value < -1) {
            throw new IllegalArgumentException(
                    "retry must be -1 (a failed job goes to Dead), 0 (it vanishes) or more, not " + value);
        }
    }

    static void backtrace(int value) {
        if (value < 0 || value > MAX_BACKTRACE) {
            throw new IllegalArgumentException("backtrace must be between 0 and 50 lines, not " + value);
        }
    }

    static void reserveFor(Duration value) {
        if (value.compareTo(Job.MIN_RESERVE_FOR) < 0 || value.compareTo(Job.MAX_RESERVE_FOR) > 0) {
            throw new IllegalArgumentException(
                    "reserve_for must be between 60 s and 86400 s (a day), not " + inSeconds(value) + " s");
        }
    }

    static void time(String name, Instant value) {
        if (value.isBefore(YEAR_0) || !value.isBefore(YEAR_10000)) {
            throw new IllegalArgumentException(name + " must be in the years 0 to 9999, not " + value);
        }
    }

    static void customKey(String key) {
        if (key.startsWith("_")) {
            throw new IllegalArgumentException(
                    "custom must have no key that begins with _, as those are the server's, but has \""
                            + LogText.name(key) + "\"");
        }
    }

    /** As a person writes it: 5, 59.5. */
    private static String inSeconds(Duration value) {
        return BigDecimal.valueOf(value.getSeconds())
                .add(BigDecimal.valueOf(value.getNano(), 9))
                .stripTrailingZeros()
                .toPlainString();
    }
}
