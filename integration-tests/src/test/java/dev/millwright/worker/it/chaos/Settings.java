package dev.millwright.worker.it.chaos;

import java.time.Duration;

/**
 * How long, and with which seed: {@code -Dmillwright.chaos.minutes} and {@code -Dmillwright.chaos.seed}, as
 * {@code scripts/chaos} sets them. Without them it is one short round that is the same each time.
 */
record Settings(Duration duration, long seed) {
    private static final long USUAL_SEED = 7419;

    static Settings get() {
        return new Settings(
                Duration.ofMinutes(Long.getLong("millwright.chaos.minutes", 0)),
                Long.getLong("millwright.chaos.seed", USUAL_SEED));
    }
}
