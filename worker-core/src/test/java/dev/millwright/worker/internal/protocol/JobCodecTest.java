package dev.millwright.worker.internal.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millwright.worker.Job;
import dev.millwright.worker.JobFailure;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class JobCodecTest {
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00.123456789Z");

    private static Job decode(String json) throws JobFormatException {
        return JobCodec.decode(json.getBytes(StandardCharsets.UTF_8));
    }

    private static JsonNode encode(Job job) {
        return Json.MAPPER.readTree(JobCodec.encode(job, NOW));
    }

    /** As a 1.10.0 server sends it. */
    private static final String FETCHED = "{\"jid\":\"0123456789abcdef\",\"queue\":\"mail\",\"jobtype\":\"send\","
            + "\"args\":[1,\"zwei\",null,{\"a\":[true]}],\"created_at\":\"2030-01-01T00:00:00.123456789Z\","
            + "\"enqueued_at\":\"2030-01-01T00:00:01Z\",\"at\":\"2029-12-31T23:00:00Z\",\"reserve_for\":600,"
            + "\"retry\":3,\"backtrace\":10,\"failure\":{\"retry_count\":1,\"remaining\":2,"
            + "\"failed_at\":\"2029-12-31T22:00:00Z\",\"next_at\":\"2029-12-31T22:10:00Z\",\"message\":\"no luck\","
            + "\"errtype\":\"IOException\",\"backtrace\":[\"at a\"]},\"custom\":{\"locale\":\"de\",\"n\":5}}";

    @Test
    void readsEverythingThatTheServerSends() throws JobFormatException {
        Job job = decode(FETCHED);

        assertThat(job.jid()).isEqualTo("0123456789abcdef");
        assertThat(job.queue()).isEqualTo("mail");
        assertThat(job.jobtype()).isEqualTo("send");
        assertThat(job.args().toString()).isEqualTo("[1,\"zwei\",null,{\"a\":[true]}]");
        assertThat(job.createdAt()).contains(NOW);
        assertThat(job.enqueuedAt()).contains(Instant.parse("2030-01-01T00:00:01Z"));
        assertThat(job.at()).contains(Instant.parse("2029-12-31T23:00:00Z"));
        assertThat(job.reserveFor()).isEqualTo(Duration.ofMinutes(10));
        assertThat(job.retry()).isEqualTo(3);
        assertThat(job.backtrace()).isEqualTo(10);
        assertThat(job.custom()).isEqualTo(Map.of("locale", "de", "n", 5));
        assertThat(job.failure())
                .contains(new JobFailure(
                        1,
                        2,
                        Instant.parse("2029-12-31T22:00:00Z"),
                        Instant.parse("2029-12-31T22:10:00Z"),
                        "IOException",
                        "no luck",
                        List.of("at a")));
    }

    @Test
    void aBareJobHasFaktorysDefaults() throws JobFormatException {
        Job job = decode("{\"jid\":\"12345678\",\"jobtype\":\"x\"}");

        assertThat(job.queue()).isEqualTo("default");
        assertThat(job.args().size()).isZero();
        assertThat(job.retry()).isEqualTo(25);
        assertThat(job.reserveFor()).isEqualTo(Duration.ofMinutes(30));
        assertThat(job.requestedReserveFor()).isEmpty();
        assertThat(job.createdAt()).isEmpty();
        assertThat(job.failure()).isEmpty();
        assertThat(job.custom()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"custom\":null",
                "\"custom\":[1]",
                "\"args\":null",
                "\"queue\":null",
                "\"reserve_for\":null",
                "\"reserve_for\":\"soon\"",
                "\"reserve_for\":0",
                "\"reserve_for\":-5",
                "\"backtrace\":-5",
                "\"retry\":null",
                "\"retry\":{\"jid\":\"other\"}",
                "\"retry\":99999999999999999999",
                "\"created_at\":\"yesterday\"",
                "\"created_at\":\"\"",
                "\"created_at\":12",
                "\"at\":null",
                "\"failure\":null",
                "\"failure\":\"bad\"",
                "\"new\":{\"jid\":\"other\",\"jobtype\":[[]]}",
            })
    void oddValuesCountAsAbsent(String property) throws JobFormatException {
        Job job = decode("{\"jid\":\"12345678\"," + property + ",\"jobtype\":\"x\"}");

        assertThat(job.jid()).isEqualTo("12345678");
        assertThat(job.jobtype()).isEqualTo("x");
        assertThat(job.queue()).isEqualTo("default");
        assertThat(job.retry()).isEqualTo(25);
        assertThat(job.backtrace()).isZero();
        assertThat(job.reserveFor()).isEqualTo(Duration.ofMinutes(30));
        assertThat(job.createdAt()).isEmpty();
        assertThat(job.custom()).isEmpty();
        assertThat(job.failure()).isEmpty();
    }

    @Test
    void anOddFailureIsReadAsFarAsItGoes() throws JobFormatException {
        Job job = decode("{\"jid\":\"12345678\",\"jobtype\":\"x\",\"failure\":{\"retry_count\":\"3\",\"remaining\":4,"
                + "\"failed_at\":\"?\",\"message\":null,\"backtrace\":[1,[2],\"at a\"],\"new\":[{}]}}");

        assertThat(job.failure()).contains(new JobFailure(0, 4, null, null, "", "", List.of("at a")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"{\"k\":1} | [{\"k\":1}]", "\"alone\" | [\"alone\"]", "7 | [7]", "[] | []", "[[1]] | [[1]]"})
    void argsOfAnyShape(String args, String expected) throws JobFormatException {
        assertThat(decode("{\"jid\":\"12345678\",\"jobtype\":\"x\",\"args\":" + args + "}")
                        .args()
                        .toString())
                .isEqualTo(expected);
    }

    @Test
    void keepsTimestampsWithAnOffset() throws JobFormatException {
        Job job = decode("{\"jid\":\"12345678\",\"jobtype\":\"x\",\"created_at\":\"2030-01-01T01:00:00.5+01:00\"}");

        assertThat(job.createdAt()).contains(Instant.parse("2030-01-01T00:00:00.5Z"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "none",
            value = {
                "[] | none | the job is not a JSON object",
                "hello | none | the job cannot be read: no valid JSON near byte 0",
                "{\"jobtype\":\"x\"} | none | the job has no jid",
                "{\"jid\":7,\"jobtype\":\"x\"} | none | the job has no jid",
                "{\"jid\":\"12345678\"} | 12345678 | the job has no jobtype",
                "{\"jid\":\"12345678\",\"jobtype\":\" \"} | 12345678 | the job has no jobtype",
                "{\"jid\":\"12345678\",\"args\":[secret | 12345678 | the job cannot be read: no valid JSON near byte 26",
            })
    void saysWhatCannotBeReadAndByWhichJidToFailIt(String json, String jid, String message) {
        JobFormatException refused = catchThrowableOfType(JobFormatException.class, () -> decode(json));

        assertThat(refused).hasMessage(message);
        assertThat(refused.jid()).isEqualTo(jid);
    }

    @Test
    void everyCutOfAJobIsReadOrRefused() throws JobFormatException {
        byte[] whole = FETCHED.getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = java.util.Arrays.copyOf(whole, length);
            JobFormatException refused = catchThrowableOfType(JobFormatException.class, () -> JobCodec.decode(cut));
            assertThat(refused).as("first %d bytes", length).isNotNull();
            assertThat(refused.jid()).isEqualTo(length >= 25 ? "0123456789abcdef" : null);
        }
    }

    @Test
    void aDamagedJobIsReadOrRefused() {
        Random random = new Random(7);
        int refused = 0;
        for (int i = 0; i < 5_000; i++) {
            byte[] damaged = FETCHED.getBytes(StandardCharsets.UTF_8);
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            try {
                JobCodec.decode(damaged);
            } catch (JobFormatException e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(500, 4_500);
    }

    @Test
    void writesAJobWithFaktorysDefaults() {
        JsonNode json = encode(Job.builder("x").jid("12345678").args(1, "two").build());

        assertThat(json.toString())
                .isEqualTo("{\"jid\":\"12345678\",\"queue\":\"default\",\"jobtype\":\"x\",\"args\":[1,\"two\"],"
                        + "\"retry\":25,\"created_at\":\"2030-01-01T00:00:00.123456789Z\"}");
    }

    @Test
    void writesWhatItReads() throws JobFormatException {
        JsonNode expected = Json.MAPPER.readTree(FETCHED);
        ((tools.jackson.databind.node.ObjectNode) expected).remove("enqueued_at");

        assertThat(encode(decode(FETCHED))).isEqualTo(expected);
    }

    @Test
    void alwaysSendsRetry() {
        assertThat(encode(Job.builder("x").retry(0).build()).path("retry").intValue())
                .isZero();
        assertThat(encode(Job.builder("x").retry(-1).build()).path("retry").intValue())
                .isEqualTo(-1);
    }

    @Test
    void roundsReserveForUpToWholeSeconds() {
        assertThat(encode(Job.builder("x").reserveFor(Duration.ofMillis(90_001)).build())
                        .path("reserve_for")
                        .intValue())
                .isEqualTo(91);
    }

    @Test
    void refusesWhatTheServerWouldRefuse() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> encode(Job.received("x").jid("1234567").build()))
                .withMessage("x 1234567 cannot be pushed: jid \"1234567\" is too short: it needs at least 8 bytes");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        encode(Job.received("x").jid("12345678").queue("a b").build()))
                .withMessage("x 12345678 cannot be pushed: \"a b\" is not the name of a queue: use only letters,"
                        + " digits and . _ -");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> encode(Job.received("x")
                        .jid("12345678")
                        .reserveFor(Duration.ofDays(2))
                        .build()))
                .withMessage("x 12345678 cannot be pushed: reserve_for is 172800 s: it must be positive and at most"
                        + " 86400 s");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> encode(Job.received("x").reserveFor(Duration.ZERO).build()));
        assertThat(encode(Job.builder("x").jid("größe12").build()).path("jid").stringValue())
                .as("seven characters, but nine bytes")
                .isEqualTo("größe12");
    }

    @Test
    void aTimeFarBackIsLeftOutAndOneFarAheadRefused() {
        Duration year = Duration.ofDays(365);
        Job.Builder job = Job.builder("late");

        assertThat(encode(job.at(NOW.minus(year)).build()).has("at")).isTrue();
        assertThat(encode(job.at(NOW.minus(year).minusNanos(1)).build()).has("at"))
                .isFalse();
        assertThat(encode(job.at(NOW.plus(Duration.ofDays(1461))).build()).has("at"))
                .isTrue();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> encode(
                        job.at(NOW.plus(Duration.ofDays(1461)).plusNanos(1)).build()))
                .withMessageContaining("more than four years from now");
    }

    @Test
    void refusesIntegersThatTheServerWouldCorrupt() {
        long exact = 1L << 53;

        assertThat(encode(Job.of("x", exact, -exact, 1.5e300)).path("args").size())
                .isEqualTo(3);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> encode(Job.builder("x")
                        .jid("12345678")
                        .args("a", Map.of("ids", List.of(1, exact + 1)))
                        .build()))
                .withMessage("x 12345678 cannot be pushed: args[1].ids[1] is 9007199254740993, and the server corrupts"
                        + " integers beyond 2^53: send it as a string");
        assertThatIllegalArgumentException().isThrownBy(() -> encode(Job.of("x", -exact - 1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> encode(Job.of("x", BigInteger.TEN.pow(30))))
                .withMessageContaining("args[0] is 1000000000000000000000000000000");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> encode(Job.builder("x")
                        .custom("trace", Map.of("id", exact + 1))
                        .build()))
                .withMessageContaining("custom.trace.id is 9007199254740993");
    }

    @Test
    void refusesNumbersThatTheServerCannotRead() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> encode(
                        Job.builder("x").jid("12345678").args(0.5, Double.NaN).build()))
                .withMessage("x 12345678 cannot be pushed: args[1] is NaN, and the server takes only finite numbers:"
                        + " send it as a string");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> encode(Job.of("x", Float.NEGATIVE_INFINITY)))
                .withMessageContaining("args[0] is -Infinity");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> encode(Job.of("x", new BigDecimal("1e999"))))
                .withMessageContaining("args[0] is 1E+999");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> encode(decode("{\"jid\":\"12345678\",\"jobtype\":\"x\",\"custom\":{\"n\":1e999}}")))
                .withMessageContaining("custom.n is Infinity");
        assertThat(encode(Job.of("x", Double.MAX_VALUE, Double.MIN_VALUE, -0.0, new BigDecimal("1e308")))
                        .path("args")
                        .size())
                .isEqualTo(4);
    }

    @Test
    void saysWhichJobIsNestedTooDeeply() throws JobFormatException {
        Job job = decode(
                "{\"jid\":\"12345678\",\"jobtype\":\"x\",\"args\":" + "{\"a\":".repeat(498) + "{}" + "}".repeat(499));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> encode(job))
                .withMessageStartingWith("x 12345678 cannot be pushed: it cannot be written as JSON: Document nesting");
    }

    @Test
    void customIsWrittenAsJson() {
        Job job =
                Job.builder("x").custom("none", null).custom("list", List.of(1)).build();

        assertThat(encode(job).path("custom").toString()).isEqualTo("{\"none\":null,\"list\":[1]}");
    }
}
