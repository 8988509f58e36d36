package dev.millwright.worker.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-01-31T08:09:10Z",
                "2026-01-31T08:09:10.1Z",
                "2026-01-31T08:09:10.123456789Z",
                "2024-02-29T23:59:59.000000001Z",
                "0000-01-01T00:00:00Z",
                "2026-01-31T08:09:10+02:00",
                "2026-01-31T24:00:00Z",
                "2026-01-31T08:09:10.Z",
                "+12026-01-31T08:09:10Z",
                "2026-01-31t08:09:10z",
            })
    void readsWhatInstantReads(String text) {
        assertThat(Timestamps.parse(text)).isEqualTo(Instant.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Z",
                "yesterday",
                "2026-02-30T08:09:10Z",
                "2026-13-01T08:09:10Z",
                "2026-01-31T25:00:00Z",
                "2026-01-31T08:60:10Z",
                "2026-01-31T08:09Z",
                "2026-01-31T08:09:10.1234567890Z",
                "2026-01-31T08:09:1٠Z",
                "2026-01-31 08:09:10Z",
                "2026-01-31T08:09:10",
                "-026-01-31T08:09:10Z",
            })
    void isNullForEverythingElse(String text) {
        assertThat(Timestamps.parse(text)).isNull();
    }

    @Test
    void readsWhateverAnInstantWrites() {
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            Instant instant = Instant.ofEpochSecond(random.nextLong(253_402_300_800L), random.nextInt(1_000_000_000));
            assertThat(Timestamps.parse(instant.toString())).isEqualTo(instant);
        }
    }
}
