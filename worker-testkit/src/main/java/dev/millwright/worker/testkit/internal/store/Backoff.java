package dev.millwright.worker.testkit.internal.store;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Faktory's delay before the next try: {@code n^4 + 15 + rand(30) * (n + 1)} seconds. */
final class Backoff {
    private static final int SPREAD = 30;

    private final RandomGenerator random;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    /** The delay after the failure that made {@code retry_count} this. */
    Duration delay(long n) {
        return Duration.ofSeconds(n * n * n * n + 15 + random.nextInt(SPREAD) * (n + 1));
    }
}
