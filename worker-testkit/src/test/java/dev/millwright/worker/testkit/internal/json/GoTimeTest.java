package dev.millwright.worker.testkit.internal.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    @CsvSource(
            delimiter = '|',
            value = {
                "2025-01-02T03:04:05,5Z        | 2025-01-02T03:04:05.500Z",
                "2025-01-02T3:04:05Z           | 2025-01-02T03:04:05Z",
                "2025-01-02T03:04:05.0123456789Z | 2025-01-02T03:04:05.012345678Z",
                "2025-01-02T03:04:05-24:60     | 2025-01-03T04:04:05Z",
            })
    void readsWhatElseGoReads(String text, Instant time) throws InvalidJson {
        assertThat(GoTime.parse(text)).isEqualTo(time);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " | ",
            value = {
                "'' | cannot parse \"\" as \"2006\"",
                "tomorrow | cannot parse \"tomorrow\" as \"2006\"",
                "2025-01-02 | cannot parse \"\" as \"T\"",
                "2025-01-02T03:04Z | cannot parse \"Z\" as \":\"",
                "2025-01-02T03:04:05 | cannot parse \"\" as \"Z07:00\"",
                "2025-01-02T03:04:05+0100 | cannot parse \"+0100\" as \"Z07:00\"",
                "2025-1-02T03:04:05Z | cannot parse \"1-02T03:04:05Z\" as \"01\"",
            })
    void refusesWhatIsNoTime(String text, String message) {
        assertThatThrownBy(() -> GoTime.parse(text))
                .isInstanceOf(InvalidJson.class)
                .hasMessage("parsing time \"" + text + "\" as \"2006-01-02T15:04:05.999999999Z07:00\": " + message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " | ",
            value = {
                "2025-02-31T00:00:00Z | day out of range",
                "2025-13-01T00:00:00Z | month out of range",
                "2025-01-01T24:00:00Z | hour out of range",
                "2025-01-01T00:60:00Z | minute out of range",
                "2025-01-01T00:00:60Z | second out of range",
                "2025-01-01T00:00:00+25:00 | time zone offset hour out of range",
                "2025-01-01T00:00:00Zulu | extra text: \"ulu\"",
            })
    void refusesWhatIsOutOfRange(String text, String message) {
        assertThatThrownBy(() -> GoTime.parse(text)).hasMessage("parsing time \"" + text + "\": " + message);
    }
}
