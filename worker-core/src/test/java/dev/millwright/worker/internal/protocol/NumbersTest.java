package dev.millwright.worker.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.millwright.worker.Job;
import dev.millwright.worker.JobArgs;
import dev.millwright.worker.JobType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.util.RawValue;

/** Which numbers are pushed: those that come back from the server, which keeps float64, as they were. */
class NumbersTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

    record Price(BigDecimal amount) {}

    record Order(List<Price> prices) {}

    private static String encode(Job job) {
        return new String(JobCodec.encode(job, NOW), StandardCharsets.UTF_8);
    }

    private static void assertRefused(Job job, String where, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> encode(job))
                .withMessageContaining("cannot be pushed: " + where + " is ")
                .withMessageContaining(why)
                .withMessageEndingWith("send it as a string");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.12345678901234567890",
                "1.00000000000000001",
                "0.10000000000000001",
                "123456789.123456789123",
                "9007199254740993.5",
                "1e-400",
                "1.2345e-320",
                "-1e400",
                "9007199254740993",
                "9007199254740994",
                "-9007199254740993",
            })
    void aDecimalThatADoubleCannotHoldIsRefused(String decimal) {
        assertRefused(Job.of("x", new BigDecimal(decimal)), "args[0]", "the server ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "0.0",
                "0e10",
                "0.1",
                "1.50",
                "-19.99",
                "123456789012345",
                "0.1000000000000000055511151231257827021181583404541015625",
                "1e308",
                "1e-300",
                "5e-324",
                "4.35",
                "100.00",
                "9007199254740992",
                "1.7976931348623157e308",
                "5.684341886080802e-14",
                "2.2250738585072014e-308",
                "9007199254740992.0"
            })
    void oneThatItHoldsIsWrittenWithAllItsDigits(String decimal) {
        BigDecimal value = new BigDecimal(decimal);

        assertThat(encode(Job.of("x", value))).contains("\"args\":[" + value + "]");
    }

    @Test
    void everyDoubleIsADecimalThatItHolds() {
        Random random = new Random(42);
        for (int i = 0; i < 20_000; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(value)) {
                assertThat(ServerNumbers.isExact(new BigDecimal(value))).isTrue();
            }
        }
    }

    @Test
    void thatHoldsWhereverTheNumberIs() {
        BigDecimal bad = new BigDecimal("9007199254740993");
        BigInteger big = BigInteger.ONE.shiftLeft(60).add(BigInteger.ONE);

        assertRefused(Job.of("x", List.of(1, Map.of("a", bad))), "args[0][1].a", "beyond 2^53");
        assertRefused(Job.of("x", big), "args[0]", "beyond 2^53");
        assertRefused(Job.of("x", (Object) new BigInteger[] {big}), "args[0][0]", "beyond 2^53");
        assertRefused(Job.of("x", new AtomicLong(1L << 60)), "args[0]", "beyond 2^53");
        assertRefused(Job.of("x", new Price(bad)), "args[0].amount", "beyond 2^53");
        assertRefused(
                JobType.of("order", Order.class)
                        .job(new Order(List.of(new Price(new BigDecimal("0.1")), new Price(bad)))),
                "args[0][1].amount",
                "beyond 2^53");
        assertRefused(
                Job.builder("x").custom("deep", Map.of("list", List.of(bad))).build(),
                "custom.deep.list[0]",
                "beyond 2^53");
        assertRefused(
                Job.builder("x")
                        .custom("price", new Price(new BigDecimal("0.12345678901234567890")))
                        .build(),
                "custom.price.amount",
                "rounds it to 0.12345678901234568");
    }

    @Test
    void textIsReadWithAllItsDigits() {
        assertRefused(
                Job.builder("x")
                        .args(JobArgs.parse("[{\"a\":0.12345678901234567890}]"))
                        .build(),
                "args[0].a",
                "rounds it");
        assertRefused(Job.builder("x").args(JobArgs.parse("[1e400]")).build(), "args[0]", "finite");
        assertThat(JobArgs.parse("[1.5,[1e300],{\"a\":0.1}]"))
                .isEqualTo(JobArgs.of(1.5, List.of(1e300), Map.of("a", 0.1)));
    }

    @Test
    void rawJsonIsReadBefore() {
        assertThat(encode(Job.of("x", new RawValue("{ \"a\": [1.5] }")))).contains("\"args\":[{\"a\":[1.5]}]");
        assertRefused(Job.of("x", List.of(new RawValue("9007199254740993"))), "args[0][0]", "beyond 2^53");
        assertThatIllegalArgumentException()
                .as("would be a command of its own")
                .isThrownBy(() -> encode(Job.of("x", new RawValue("1]}\r\nFLUSH"))))
                .withMessageContaining("cannot be written as JSON");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> encode(
                        Job.builder("x").custom("raw", new RawValue("what?")).build()))
                .withMessageContaining("cannot be written as JSON");
    }
}
