package dev.millwright.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryPolicyTest {
    private static final RetryPolicy SECOND = RetryPolicy.DEFAULT.withInitial(Duration.ofSeconds(1));

    /** A source whose next double is this. */
    private static RandomGenerator always(double value) {
        return () -> (long) (value * 0x1p53) << 11;
    }

    @Test
    void theDefaults() {
        assertThat(RetryPolicy.DEFAULT.attempts()).isEqualTo(5);
        assertThat(RetryPolicy.DEFAULT.initial()).isEqualTo(Duration.ofMillis(250));
        assertThat(RetryPolicy.DEFAULT.base()).isEqualTo(2);
        assertThat(RetryPolicy.DEFAULT.cap()).isEqualTo(Duration.ofDays(1));
        assertThat(RetryPolicy.DEFAULT.isForGood(new IllegalStateException())).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0.0, 125",
        "1, 0.5, 250",
        "1, 0.75, 312.5",
        "2, 0.5, 500",
        "3, 0.5, 1000",
        "4, 0.5, 2000",
        "4, 0.0, 1000",
        "19, 0.5, 65536000",
        "20, 0.5, 86400000",
        "2000, 0.0, 43200000",
        "2147483647, 0.5, 86400000"
    })
    void eachWaitIsTwiceAsLongUpToTheCap(int failures, double random, double millis) {
        RetryPolicy policy = RetryPolicy.DEFAULT.withRandom(always(random));

        assertThat(policy.delay(failures)).isEqualTo(Duration.ofNanos((long) (millis * 1e6)));
    }

    @Test
    void theJitterIsFromAHalfToLessThanOneAndAHalf() {
        assertThat(SECOND.withRandom(always(0)).delay(1)).isEqualTo(Duration.ofMillis(500));
        assertThat(SECOND.withRandom(always(1 - 0x1p-53)).delay(1))
                .isGreaterThan(Duration.ofMillis(1499))
                .isLessThan(Duration.ofMillis(1500));
        for (int i = 0; i < 1000; i++) {
            assertThat(SECOND.delay(1)).isBetween(Duration.ofMillis(500), Duration.ofMillis(1500));
        }
    }

    @Test
    void aBaseOfOneAlwaysWaitsTheSame() {
        RetryPolicy even = SECOND.withBase(1).withRandom(always(0.5));

        assertThat(even.delay(1)).isEqualTo(even.delay(50)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void theLongestWaitCanBeScheduled() {
        RetryPolicy longest = SECOND.withInitial(Duration.ofDays(730))
                .withCap(Duration.ofDays(730))
                .withRandom(always(1 - 0x1p-53));

        assertThat(longest.delay(9)).isLessThan(Duration.ofDays(4 * 365));
    }

    @Test
    void badValuesAreRefusedInOneLine() {
        refused(() -> SECOND.withAttempts(0), "from 1 to 10000 attempts", "not 0");
        refused(() -> SECOND.withAttempts(10_001), "not 10001");
        refused(() -> SECOND.withInitial(Duration.ZERO), "initial wait", "from 1 ms to 730 days", "PT0S");
        refused(() -> SECOND.withInitial(Duration.ofSeconds(-1)), "initial wait", "PT-1S");
        refused(() -> SECOND.withCap(Duration.ofDays(731)), "cap", "from 1 ms to 730 days");
        refused(() -> SECOND.withBase(0.9), "base", "from 1 to 1000", "0.9");
        refused(() -> SECOND.withBase(Double.NaN), "NaN");
        refused(() -> SECOND.withBase(Double.POSITIVE_INFINITY), "Infinity");
    }

    private static void refused(Runnable call, String... parts) {
        assertThatIllegalArgumentException()
                .isThrownBy(call::run)
                .satisfies(e -> assertThat(e.getMessage()).contains(parts).doesNotContain("\n"));
    }

    @Test
    void conditionsAddUp() {
        RetryPolicy policy = RetryPolicy.DEFAULT
                .retryIf(RuntimeException.class::isInstance)
                .failForGoodIf(thrown -> "gone".equals(thrown.getMessage()))
                .withAttempts(3);

        assertThat(policy.isForGood(new UncheckedIOException(new java.io.IOException("reset"))))
                .isFalse();
        assertThat(policy.isForGood(new IllegalStateException("gone"))).isTrue();
        assertThat(policy.isForGood(new Exception("checked"))).isTrue();
        assertThat(RetryPolicy.DEFAULT.isForGood(new Exception("checked"))).isFalse();
    }

    @Test
    void optionsCarryIt() {
        assertThat(JobOptions.DEFAULT.retry()).isEmpty();
        JobOptions options = JobOptions.DEFAULT.withRetry(SECOND).withInterruptible(false);
        assertThat(options.retry()).containsSame(SECOND);
        assertThat(options.interruptible()).isFalse();
        assertThat(options.withRetry(RetryPolicy.DEFAULT).interruptible()).isFalse();
        assertThat(options).hasToString("JobOptions[interruptible=false, retry=" + SECOND + "]");
    }
}
