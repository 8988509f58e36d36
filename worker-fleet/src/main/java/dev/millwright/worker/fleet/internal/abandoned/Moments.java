package dev.millwright.worker.fleet.internal.abandoned;

import java.time.Duration;
import java.time.Instant;

/** Comparisons of moments. Stateless; any thread. */
final class Moments {
    private Moments() {}

    static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /** Whether so much time has passed. */
    static boolean passed(Instant since, Duration time, Instant now) {
        return Duration.between(since, now).compareTo(time) >= 0;
    }
}
