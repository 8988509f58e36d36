package dev.millwright.worker.internal.platform;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"", "resize", "C:\\new", "Größe, 大きさ, \ud83d\ude00", "non\u00a0breaking", "\u2026\u2070\u2030"})
    void leavesOrdinaryTextAsItIs(String text) {
        assertThat(LogText.message(text)).isSameAs(text);
    }

    @ParameterizedTest
    @CsvSource({
        "000a, \\n",
        "000d, \\r",
        "0009, \\t",
        "0000, \\u0000",
        "001b, \\u001b",
        "007f, \\u007f",
        "0085, \\u0085",
        "009b, \\u009b",
        "200e, \\u200e",
        "2028, \\u2028",
        "2029, \\u2029",
        "202e, \\u202e",
        "2066, \\u2066",
        "2069, \\u2069",
    })
    void escapesWhatBreaksOrBendsALine(String code, String escaped) {
        String text = "a" + (char) Integer.parseInt(code, 16) + "b";

        assertThat(LogText.message(text)).isEqualTo("a" + escaped + "b");
    }

    @Test
    void cutsWhatIsLongAndSaysHowLongItWas() {
        String text = "x".repeat(1_000_000);

        assertThat(LogText.message(text)).isEqualTo("x".repeat(1_000) + "… (1000000 characters)");
        assertThat(LogText.name(text)).isEqualTo("x".repeat(200) + "… (1000000 characters)");
        assertThat(LogText.of("x".repeat(10), 10)).isEqualTo("x".repeat(10));
    }

    @Test
    void cutsBetweenTwoCharacters() {
        assertThat(LogText.of("ab\ud83d\ude00", 3)).isEqualTo("ab… (4 characters)");
        assertThat(LogText.of("\n\ud83d\ude00x", 2)).isEqualTo("\\n… (4 characters)");
    }

    @Test
    void survivesObjectsThatCannotSayWhatTheyAre() {
        Object throwing = new Object() {
            @Override
            public String toString() {
                throw new StackOverflowError();
            }
        };
        Object silent = new Object() {
            @Override
            @SuppressWarnings("ToStringReturnsNull") // that is the point
            public @Nullable String toString() {
                return null;
            }
        };

        assertThat(LogText.message(throwing)).endsWith("failed: java.lang.StackOverflowError)");
        assertThat(LogText.message(silent)).isEqualTo("null");
        assertThat(LogText.message(null)).isEqualTo("null");
        assertThat(LogText.message(42)).isEqualTo("42");
    }
}
