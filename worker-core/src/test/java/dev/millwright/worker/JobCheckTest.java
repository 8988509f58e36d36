package dev.millwright.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.millwright.worker.internal.protocol.JobCodec;
import dev.millwright.worker.internal.protocol.JobFormatException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever builds a job hears at once what Faktory would not take; whoever receives one takes it as it is. */
class JobCheckTest {
    private static final Instant LATE = Instant.parse("+10000-01-01T00:00:00Z");

    private static Arguments refusal(Consumer<Job.Builder> setter, String message) {
        return Arguments.of(setter, message);
    }

    private static Stream<Arguments> refusals() {
        return Stream.of(
                refusal(job -> job.jid("größ"), "jid must have at least 8 bytes, not \"größ\""),
                refusal(
                        job -> job.queue("a b"),
                        "queue must be letters, digits and . _ - only: \"a b\" is not the name of a queue"),
                refusal(
                        job -> job.queue("a\nb"),
                        "queue must be letters, digits and . _ - only: \"a\\nb\" is not the name of a queue"),
                refusal(
                        job -> job.queue(""),
                        "queue must be letters, digits and . _ - only: \"\" is not the name of a queue"),
                refusal(
                        job -> job.retry(-5),
                        "retry must be -1 (a failed job goes to Dead), 0 (it vanishes) or more, not -5"),
                refusal(job -> job.backtrace(100), "backtrace must be between 0 and 50 lines, not 100"),
                refusal(job -> job.backtrace(-1), "backtrace must be between 0 and 50 lines, not -1"),
                refusal(
                        job -> job.reserveFor(Duration.ofSeconds(5)),
                        "reserve_for must be between 60 s and 86400 s (a day), not 5 s"),
                refusal(
                        job -> job.reserveFor(Duration.ofMillis(-1_500)),
                        "reserve_for must be between 60 s and 86400 s (a day), not -1.5 s"),
                refusal(
                        job -> job.reserveFor(Duration.ofDays(1).plusNanos(1)),
                        "reserve_for must be between 60 s and 86400 s (a day), not 86400.000000001 s"),
                refusal(job -> job.at(LATE), "at must be in the years 0 to 9999, not +10000-01-01T00:00:00Z"),
                refusal(
                        job -> job.createdAt(Instant.MIN),
                        "created_at must be in the years 0 to 9999, not " + Instant.MIN),
                refusal(
                        job -> job.custom("_x", 1),
                        "custom must have no key that begins with _, as those are the server's, but has \"_x\""));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void whatFaktoryWouldNotTakeIsRefusedWhenItIsSet(Consumer<Job.Builder> setter, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> setter.accept(Job.builder("x")))
                .withMessage(message);
        assertThatIllegalArgumentException()
                .as("a job that is made of another")
                .isThrownBy(() -> setter.accept(Job.of("x").toBuilder()))
                .withMessage(message);
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void aJobOfATestMayBeAsOddAsOneOfTheServer(Consumer<Job.Builder> setter, String message) {
        assertThatNoException().as(message).isThrownBy(() -> setter.accept(Job.received("x")));
    }

    @Test
    void theLimitsThemselvesAreTaken() {
        Job.Builder job =
                Job.builder("x").jid("größe12").queue("a.B_c-9").custom("a_", 1).custom("", 2);

        for (int retry : List.of(-1, 0, 1, Integer.MAX_VALUE)) {
            assertThat(job.retry(retry).build().retry()).isEqualTo(retry);
        }
        for (int lines : List.of(0, 50)) {
            assertThat(job.backtrace(lines).build().backtrace()).isEqualTo(lines);
        }
        for (Duration reservation : List.of(Job.MIN_RESERVE_FOR, Job.MAX_RESERVE_FOR)) {
            assertThat(job.reserveFor(reservation).build().requestedReserveFor())
                    .contains(reservation);
        }
        Instant last = LATE.minusNanos(1);
        assertThat(job.at(last).build().at()).contains(last);
        assertThat(job.build().custom()).containsOnlyKeys("a_", "");
    }

    @Test
    void aReceivedJobIsReadAndPushedAgainAsItIs() throws JobFormatException {
        String json = "{\"jid\":\"12345678\",\"queue\":\"q\",\"jobtype\":\"x\",\"args\":[],\"retry\":-5,"
                + "\"created_at\":\"2030-01-01T00:00:00Z\",\"reserve_for\":5,\"backtrace\":100,"
                + "\"custom\":{\"_x\":1}}";
        Job job = JobCodec.decode(json.getBytes(StandardCharsets.UTF_8));

        assertThat(job.retry()).isEqualTo(-5);
        assertThat(job.backtrace()).isEqualTo(100);
        assertThat(job.requestedReserveFor()).contains(Duration.ofSeconds(5));
        assertThat(job.custom()).containsOnlyKeys("_x");
        assertThat(new String(JobCodec.encode(job.toBuilder().build(), Instant.EPOCH), StandardCharsets.UTF_8))
                .isEqualTo(json);
    }
}
