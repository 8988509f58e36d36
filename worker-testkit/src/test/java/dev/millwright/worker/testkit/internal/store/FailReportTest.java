package dev.millwright.worker.testkit.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailReportTest {
    @Test
    void trimsAndFillsIn() {
        assertThat(new FailReport(" E ", "\n", List.of())).isEqualTo(new FailReport("E", "unknown", List.of()));
    }

    @Test
    void cutsToBytesAndLines() {
        FailReport report = new FailReport("e".repeat(101), "m".repeat(1001), Collections.nCopies(51, "line"));

        assertThat(report.errtype()).hasSize(100);
        assertThat(report.message()).hasSize(1000);
        assertThat(report.backtrace()).hasSize(50);
    }

    @Test
    void leavesOneReplacementForEachByteOfACharacterThatIsCutThrough() {
        assertThat(new FailReport("e".repeat(98) + "\u20ac", "m", List.of()).errtype())
                .isEqualTo("e".repeat(98) + "\ufffd\ufffd");
        assertThat(new FailReport("e".repeat(97) + "\u20ac", "m", List.of()).errtype())
                .isEqualTo("e".repeat(97) + "\u20ac");
    }
}
