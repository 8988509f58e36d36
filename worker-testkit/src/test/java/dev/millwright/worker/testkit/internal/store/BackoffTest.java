package dev.millwright.worker.testkit.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {
    @ParameterizedTest
    @CsvSource({"0, 15, 44", "1, 16, 74", "2, 31, 118", "24, 331791, 332516"})
    void growsWithTheFourthPower(int retryCount, long least, long most) {
        assertThat(new Backoff(always(0)).delay(retryCount)).isEqualTo(Duration.ofSeconds(least));
        assertThat(new Backoff(always(29)).delay(retryCount)).isEqualTo(Duration.ofSeconds(most));
    }

    static RandomGenerator always(int value) {
        return new RandomGenerator() {
            @Override
            public long nextLong() {
                throw new AssertionError("only bounded ints are expected");
            }

            @Override
            public int nextInt(int bound) {
                assertThat(bound).isEqualTo(30);
                return value;
            }
        };
    }
}
