package dev.millwright.worker.fleet.internal.abandoned;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a unit stands, as it is kept. */
class CareTextTest {
    @Test
    void aLifeThroughItsText() {
        Months kept = new Months();
        Months remembered = new Months();
        List<String> texts = new ArrayList<>();
        for (Months it : List.of(kept, remembered)) {
            boolean restarts = it == kept;
            Runnable hour = () -> {
                if (restarts) {
                    String text = CareText.of(it.care);
                    texts.add(text);
                    it.care = CareText.parse(text).orElseThrow();
                }
                it.fail(2);
                if (it.now.getEpochSecond() % 86_400 == 0) {
                    it.succeed(1);
                }
            };
            it.thresholds = Months.HOLDING;
            it.days(31, hour);
            it.look();
            it.days(10, hour);
            it.release();
            it.days(10, hour);
        }
        assertThat(kept.done).isEqualTo(remembered.done).contains("day 37 1h hold");
        assertThat(kept.care).isEqualTo(remembered.care);
        assertThat(texts).allSatisfy(text -> assertThat(text).hasSizeLessThan(700));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "{}",
                "[]",
                "null",
                "{\"form\":2,\"runs\":1,\"successes\":0,\"failures\":1,\"recent\":[],\"episodes\":0}",
                "{\"form\":1,\"runs\":1,\"successes\":0,\"failures\":1,\"recent\":[]}",
                "{\"form\":1,\"runs\":\"x\",\"successes\":0,\"failures\":1,\"recent\":[],\"episodes\":0}",
                "{\"form\":1,\"runs\":1e99,\"successes\":0,\"failures\":1,\"recent\":[],\"episodes\":0}",
                "{\"form\":1,\"runs\":1,\"successes\":0,\"failures\":1,\"recent\":[\"x\"],\"episodes\":0}",
                "{\"form\":1,\"runs\":1,\"successes\":0,\"failures\":1,\"recent\":[],\"episodes\":0,\"streak\":7}",
                "{\"form\":1,\"runs\":1,\"successes\":0,\"failures\":1,\"recent\":[],\"episodes\":1,"
                        + "\"episode\":{\"number\":1,\"kind\":\"odd\",\"since\":1,\"sent\":1,\"marks\":{}}}",
                "{\"form\":1,\"runs\":1,\"successes\":0,\"failures\":1,\"recent\":[],\"episodes\":1,"
                        + "\"episode\":{\"number\":1,\"kind\":\"idle\",\"since\":1,\"sent\":1,\"marks\":{\"odd\":1}}}"
            })
    void whatIsSomethingElseIsNone(String text) {
        assertThat(CareText.parse(text)).isEmpty();
    }
}
