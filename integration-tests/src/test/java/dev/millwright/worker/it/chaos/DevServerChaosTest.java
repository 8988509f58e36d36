package dev.millwright.worker.it.chaos;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The delivery contract under the faults of the embedded server. */
class DevServerChaosTest {
    @Test
    @Timeout(value = 24, unit = java.util.concurrent.TimeUnit.HOURS)
    void holdsToTheContract() throws InterruptedException {
        Settings settings = Settings.get();
        try (Arena arena = new DevArena()) {
            new Chaos("dev", arena, settings.seed()).run(settings.duration());
        }
    }
}
