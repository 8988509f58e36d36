package dev.millwright.worker.testkit.internal.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoNumberTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0.0, -0",
        "1, 1",
        "-17, -17",
        "2.5, 2.5",
        "1e3, 1000",
        "1e20, 100000000000000000000",
        "1e21, 1e+21",
        "1.5e300, 1.5e+300",
        "0.000001, 0.000001",
        "0.0000001, 1e-7",
        "-1.25e-9, -1.25e-9",
        "123456789012345678901234, 1.2345678901234569e+23",
        "2e23, 2e+23",
        "0.1, 0.1",
        "1.10, 1.1",
        "5e-324, 5e-324",
        "1.7976931348623157e308, 1.7976931348623157e+308",
    })
    void writesNumbersAsGoDoes(double value, String text) {
        assertThat(GoNumber.format(value)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"9007199254740992, 9007199254740992", "9007199254740993, 9007199254740992"})
    void corruptsIntegersBeyondTwoToThe53(long value, String text) {
        assertThat(GoNumber.format((double) value)).isEqualTo(text);
    }
}
