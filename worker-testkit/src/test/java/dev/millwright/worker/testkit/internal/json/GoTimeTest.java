package dev.millwright.worker.testkit.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GoTimeTest {
    @Test
    void writesNanosecondsWithoutTrailingZeros() {
        assertThat(GoTime.format(Instant.parse("2025-01-02T03:04:05Z"))).isEqualTo("2025-01-02T03:04:05Z");
        assertThat(GoTime.format(Instant.parse("2025-01-02T03:04:05.120Z"))).isEqualTo("2025-01-02T03:04:05.12Z");
        assertThat(GoTime.format(Instant.parse("2025-01-02T03:04:05.000000001Z")))
                .isEqualTo("2025-01-02T03:04:05.000000001Z");
    }

    @Test
    void readsOffsetsAndFractions() throws InvalidJson {
        assertThat(GoTime.parse("2025-01-02T03:04:05.5+02:00")).isEqualTo(Instant.parse("2025-01-02T01:04:05.5Z"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "tomorrow", "2025-01-02", "2025-01-02T03:04Z", "2025-02-31T00:00:00Z"})
    void refusesWhatIsNoTime(String text) {
        assertThatThrownBy(() -> GoTime.parse(text))
                .isInstanceOf(InvalidJson.class)
                .hasMessageStartingWith("parsing time \"" + text + "\" as \"2006-01-02T15:04:05.999999999Z07:00\"");
    }
}
