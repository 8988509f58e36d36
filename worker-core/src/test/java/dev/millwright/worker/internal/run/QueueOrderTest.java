package dev.millwright.worker.internal.run;

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
