package dev.millwright.worker.internal.net;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next try: doubling up to a cap, and shortened at random so that a fleet
 * does not come back all at once. Not for use by many threads.
 */
final class Backoff {
    static final Duration FIRST = Duration.ofMillis(50);
    static final Duration CAP = Duration.ofSeconds(5);

    private final RandomGenerator random;
    private long next = FIRST.toNanos();

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /** Between half of the present pause and all of it. */
    Duration next() {
        long pause = random.nextLong(next / 2, next + 1);
        next = Math.min(2 * next, CAP.toNanos());
        return Duration.ofNanos(pause);
    }

    void reset() {
        next = FIRST.toNanos();
    }
}
