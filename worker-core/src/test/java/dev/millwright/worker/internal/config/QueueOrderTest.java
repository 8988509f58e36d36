package dev.millwright.worker.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueueOrderTest {
    @Test
    void plainNamesKeepTheirOrder() {
        QueueOrder order = QueueOrder.parse(List.of("critical", "default", "bulk"));

        assertThat(order.fixed()).isTrue();
        assertThat(order.next(new Random(1))).containsExactly("critical", "default", "bulk");
    }

    @Test
    void weightsDecideHowOftenAQueueComesFirst() {
        QueueOrder order = QueueOrder.parse(List.of("critical,7", "default,2", "bulk"));
        Random random = new Random(42);
        Map<String, Integer> first = new HashMap<>();

        for (int i = 0; i < 10_000; i++) {
            List<String> names = order.next(random);
            assertThat(names).containsExactlyInAnyOrder("critical", "default", "bulk");
            first.merge(names.get(0), 1, Integer::sum);
        }

        assertThat(first.get("critical")).isBetween(6_800, 7_200);
        assertThat(first.get("default")).isBetween(1_850, 2_150);
        assertThat(first.get("bulk")).isBetween(850, 1_150);
    }

    /** The sum of the weights is far more than an int holds. */
    @Test
    void takesWeightsOfAnySize() {
        QueueOrder order = QueueOrder.parse(List.of("a,2147483647", "b,2147483647", "c,2147483647", "d"));
        Random random = new Random(42);
        Map<String, Integer> first = new HashMap<>();

        for (int i = 0; i < 9_000; i++) {
            List<String> names = order.next(random);
            assertThat(names).containsExactlyInAnyOrder("a", "b", "c", "d").endsWith("d");
            first.merge(names.get(0), 1, Integer::sum);
        }

        assertThat(first.values())
                .hasSize(3)
                .allSatisfy(times -> assertThat(times).isBetween(2_800, 3_200));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a,0",
                "a,-1",
                "a,-2147483649",
                "a,2147483648",
                "a,99999999999999999999",
                "a,1.5",
                "a,1e3",
                "a,x",
                "a,",
                "a,1,2",
                "a,NaN"
            })
    void refusesWhatIsNoWeight(String spec) {
        assertThatThrownBy(() -> QueueOrder.parse(List.of("b", spec)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'" + spec
                        + "' has no valid weight: write NAME,WEIGHT with a whole number from 1 to 2147483647");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "", "a,0", "a,-1", "a,x", "a,", "queue/one"})
    void refusesWhatTheServerWouldMisread(String spec) {
        assertThatThrownBy(() -> QueueOrder.parse(List.of(spec)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'")
                .hasMessageNotContaining("\n");
    }

    @Test
    void refusesAQueueNamedTwice() {
        assertThatThrownBy(() -> QueueOrder.parse(List.of("a,2", "a,3"))).hasMessageContaining("'a' is named twice");
    }
}
