package dev.millwright.worker.internal.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private final Backoff backoff = new Backoff(new SplittableRandom(1));

    @Test
    void doublesUpToItsCapAndShortensAtRandom() {
        long full = 50;
        boolean shortened = false;
        for (int i = 0; i < 50; i++) {
            Duration pause = backoff.next();
            assertThat(pause).isBetween(Duration.ofMillis(full).dividedBy(2), Duration.ofMillis(full));
            shortened |= pause.toMillis() < full * 3 / 4;
            full = Math.min(2 * full, 5_000);
        }
        assertThat(shortened).isTrue();
    }

    @Test
    void beginsAnewAfterAReset() {
        for (int i = 0; i < 10; i++) {
            backoff.next();
        }
        backoff.reset();

        assertThat(backoff.next()).isBetween(Duration.ofMillis(25), Duration.ofMillis(50));
    }
}
