package dev.millwright.worker.internal.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.FaktoryConnectionException;
import dev.millwright.worker.Job;
import dev.millwright.worker.JobOutcome;
import dev.millwright.worker.JobOutcome.Fail;
import dev.millwright.worker.TestClock;
import dev.millwright.worker.internal.net.Request;
import dev.millwright.worker.internal.protocol.Commands;
import dev.millwright.worker.internal.protocol.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The delivery contract of one report, as a table: what is sent for an outcome, and what is sent again after which
 * trouble and how late. A reservation of 30 minutes begins with the test.
 */
class ReportTest {
    private static final long RESERVATION = Duration.ofMinutes(30).toSeconds();

    private final TestClock clock = new TestClock();
    private final List<String> heard = new ArrayList<>();
    private final Outbox outbox = new Outbox(clock, new Listeners(List.of()), new LogFields("wid"));

    private JobOutcome outcome(String name) {
        Fail fail = new Fail("Oops", "why", List.of());
        return switch (name) {
            case "ack" -> JobOutcome.Ack.INSTANCE;
            case "discard" -> JobOutcome.Discard.INSTANCE;
            case "fail" -> fail;
            case "kill", "callback kill" -> new Fail("JobCancelled", "", List.of(), true);
            case "callback ack" -> JobOutcome.Ack.INSTANCE;
            case "callback fail" -> fail;
            case "retry", "callback retry" -> retry(Report.REQUEUE_DELAY, fail);
            case "late retry" -> retry(Duration.ofHours(1), fail);
            default -> new JobOutcome.Requeue(in(Report.REQUEUE_DELAY), fail);
        };
    }

    private Job in(Duration delay) {
        return Job.builder("test").at(clock.instant().plus(delay)).build();
    }

    private JobOutcome retry(Duration delay, Fail failure) {
        return new JobOutcome.Retry(in(delay), delay, failure, false);
    }

    /** Has a callback for any outcome but those after which the job runs again, and writes down what it hears. */
    private final class Calling implements Sequel {
        @Override
        public boolean callback(JobOutcome outcome, Consumer<byte @Nullable []> then) {
            if (outcome instanceof JobOutcome.Requeue || outcome instanceof JobOutcome.Retry) {
                return false;
            }
            then.accept(Commands.push(Job.of("after"), clock.instant()));
            return true;
        }

        @Override
        public void callbackRefused(String why) {
            heard.add("refused");
        }

        @Override
        public void confirmed(JobOutcome outcome) {
            heard.add("confirmed");
        }

        @Override
        public void unknown(JobOutcome outcome, String why) {
            heard.add("unknown");
        }
    }

    private List<Request> first(String outcome) {
        List<Request> batch = new ArrayList<>();
        long end = clock.nanoTime() + Duration.ofSeconds(RESERVATION).toNanos();
        Sequel sequel = outcome.contains("callback") ? new Calling() : null;
        outbox.addTo(batch, outbox.report(Job.of("test"), outcome(outcome), end, sequel));
        outbox.drainTo(batch);
        return batch;
    }

    /** What is sent so much later. */
    private List<Request> later(Duration delay) {
        clock.advance(delay);
        List<Request> batch = new ArrayList<>();
        outbox.drainTo(batch);
        return batch;
    }

    private static String verbs(List<Request> batch) {
        StringBuilder verbs = new StringBuilder();
        for (Request request : batch) {
            String command = new String(request.command(), UTF_8);
            verbs.append(verbs.isEmpty() ? "" : " ").append(command, 0, command.indexOf(' '));
        }
        return verbs.toString();
    }

    private static void answer(List<Request> batch, Reply reply) {
        batch.forEach(request -> request.onReply(reply));
    }

    private static void breakOff(List<Request> batch, boolean mayHaveArrived) {
        FaktoryConnectionException cause = new FaktoryConnectionException("cut", null);
        batch.forEach(request -> request.onBroken(cause, mayHaveArrived));
    }

    @ParameterizedTest
    @CsvSource({
        "ack, ACK, ''",
        "discard, ACK, ''",
        "fail, FAIL, ''",
        "kill, FAIL MUTATE, ''",
        "requeue, PUSH, ACK",
        "retry, PUSH, ACK",
        "late retry, PUSH, ACK",
        "callback ack, PUSH, ACK",
        "callback fail, PUSH, FAIL",
        "callback kill, PUSH, FAIL MUTATE"
    })
    void confirmedAtOnce(String outcome, String sent, String then) {
        List<Request> batch = first(outcome);
        assertThat(verbs(batch)).isEqualTo(sent);

        answer(batch, Reply.Simple.OK);
        List<Request> second = later(Duration.ofMillis(1));
        assertThat(verbs(second)).isEqualTo(then);
        answer(second, Reply.Simple.OK);

        assertThat(outbox.unconfirmed()).isEmpty();
        assertThat(heard).hasSize(outcome.contains("callback") ? 1 : 0).doesNotContain("unknown", "refused");
    }

    @ParameterizedTest
    @CsvSource({
        "ack, ACK",
        "discard, ACK",
        "fail, FAIL",
        "kill, FAIL MUTATE",
        "requeue, FAIL",
        "retry, FAIL",
        "late retry, FAIL",
        "callback ack, PUSH",
        "callback requeue, PUSH",
        "callback retry, PUSH"
    })
    void refused(String outcome, String again) {
        answer(first(outcome), new Reply.Failure("ERR", "not now"));

        assertThat(verbs(later(Duration.ofSeconds(1)))).isEqualTo(again);
    }

    @ParameterizedTest
    @CsvSource({"fail", "kill"})
    void unknownToTheServerIsFinal(String outcome) {
        List<Request> batch = first(outcome);
        batch.get(0).onReply(new Reply.Failure("ERR", "Job not found x"));
        answer(batch.subList(1, batch.size()), Reply.Simple.OK);

        assertThat(verbs(later(Duration.ofSeconds(30)))).isEmpty();
        assertThat(outbox.unconfirmed()).isEmpty();
    }

    /** A connection broke. Outcome, whether the commands can have arrived, seconds until the next chance, what is sent. */
    static Stream<Arguments> broken() {
        return Stream.of(
                // Nobody else can hold the job before the reservation ends.
                Arguments.of("ack", false, 1, "ACK"),
                Arguments.of("ack", true, 1, "ACK"),
                Arguments.of("ack", true, RESERVATION - 60, "ACK"),
                Arguments.of("ack", true, RESERVATION - 1, ""),
                Arguments.of("ack", false, RESERVATION + 60, ""),
                Arguments.of("discard", true, RESERVATION - 60, "ACK"),
                Arguments.of("discard", true, RESERVATION, ""),
                // The retry that a first FAIL has brought about comes after 15 s.
                Arguments.of("fail", false, 1, "FAIL"),
                Arguments.of("fail", false, 60, "FAIL"),
                Arguments.of("fail", true, 11, "FAIL"),
                Arguments.of("fail", true, 13, ""),
                Arguments.of("fail", false, RESERVATION, ""),
                // A kill only touches what waits for a retry.
                Arguments.of("kill", true, 11, "FAIL MUTATE"),
                Arguments.of("kill", true, 13, "MUTATE"),
                Arguments.of("kill", false, 13, "FAIL MUTATE"),
                Arguments.of("kill", false, RESERVATION, "MUTATE"),
                // The requeued job starts after 10 s.
                Arguments.of("requeue", false, 1, "PUSH"),
                Arguments.of("requeue", true, 7, "PUSH"),
                Arguments.of("requeue", true, 9, ""),
                Arguments.of("requeue", false, 9, "FAIL"),
                Arguments.of("requeue", false, RESERVATION, ""),
                // So does one that is tried again at once, or later: then its reservation ends sooner.
                Arguments.of("retry", false, 1, "PUSH"),
                Arguments.of("retry", true, 7, "PUSH"),
                Arguments.of("retry", true, 9, ""),
                Arguments.of("retry", false, 9, "FAIL"),
                Arguments.of("retry", false, RESERVATION, ""),
                Arguments.of("late retry", true, 9, "PUSH"),
                Arguments.of("late retry", true, RESERVATION - 60, "PUSH"),
                Arguments.of("late retry", true, RESERVATION - 1, ""),
                Arguments.of("late retry", false, RESERVATION - 1, ""),
                // A callback comes at least once, and before the end of its job; the job may run again.
                Arguments.of("callback ack", false, 1, "PUSH"),
                Arguments.of("callback ack", true, 1, "PUSH"),
                Arguments.of("callback ack", true, RESERVATION - 60, "PUSH"),
                Arguments.of("callback ack", true, RESERVATION - 1, ""),
                Arguments.of("callback fail", true, 13, "PUSH"),
                Arguments.of("callback fail", false, RESERVATION, ""),
                Arguments.of("callback kill", true, 13, "PUSH"),
                Arguments.of("callback kill", true, RESERVATION, "MUTATE"));
    }

    @ParameterizedTest(name = "{0}, may have arrived: {1}, {2} s later: {3}")
    @MethodSource
    void broken(String outcome, boolean mayHaveArrived, long seconds, String again) {
        breakOff(first(outcome), mayHaveArrived);

        assertThat(verbs(later(Duration.ofSeconds(seconds)))).isEqualTo(again);
        if (again.isEmpty()) {
            assertThat(outbox.unconfirmed()).isEmpty();
            assertThat(heard).isEqualTo(outcome.contains("callback") ? List.of("unknown") : List.of());
        }
    }

    @ParameterizedTest
    @CsvSource({"ack, ACK", "fail, FAIL", "kill, FAIL MUTATE", "requeue, PUSH", "retry, PUSH", "late retry, PUSH"})
    void sentAgainAsOftenAsItTakes(String outcome, String again) {
        List<Request> batch = first(outcome);
        for (int i = 0; i < 3; i++) {
            breakOff(batch, false);
            batch = later(Duration.ofSeconds(1));
            assertThat(verbs(batch)).isEqualTo(again);
        }
    }

    @Test
    void aCallbackIsPushedTenTimesAtMostIfTheServerRefusesIt() {
        List<Request> batch = first("callback ack");
        for (int i = 1; i < Report.ATTEMPTS; i++) {
            answer(batch, new Reply.Failure("ERR", "no room"));
            batch = later(Duration.ofSeconds(6));
            assertThat(verbs(batch)).isEqualTo("PUSH");
        }
        answer(batch, new Reply.Failure("ERR", "no room"));

        assertThat(verbs(later(Duration.ofSeconds(6)))).isEqualTo("ACK");
        assertThat(heard).containsExactly("refused");
    }

    @Test
    void aCallbackThatTheServerHasDecidedToRefuseIsPushedOnce() {
        answer(first("callback kill"), new Reply.Failure("NOTUNIQUE", "Job not unique"));

        assertThat(verbs(later(Duration.ofMillis(1)))).isEqualTo("FAIL MUTATE");
        assertThat(heard).containsExactly("refused");
    }

    /** The server has lost the reservation by the first of two FAILs, or by something else. */
    @ParameterizedTest
    @CsvSource({"true, confirmed", "false, unknown"})
    void aFailThatTheServerDoesNotExpectIsCertainIfItHasBeenSentBefore(boolean sentBefore, String result) {
        answer(first("callback fail"), Reply.Simple.OK);
        List<Request> fail = later(Duration.ofMillis(1));
        if (sentBefore) {
            breakOff(fail, true);
            fail = later(Duration.ofSeconds(1));
        }
        answer(fail, new Reply.Failure("ERR", "Job not found x"));

        assertThat(heard).containsExactly(result);
        assertThat(outbox.unconfirmed()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"requeue, true", "requeue, false", "retry, true", "retry, false"})
    void theAckOfAJobThatRunsLaterFollowsOnlyAConfirmedPush(String outcome, boolean mayHaveArrived) {
        List<Request> push = first(outcome);
        answer(push, Reply.Simple.OK);
        List<Request> ack = later(Duration.ofMillis(1));
        breakOff(ack, mayHaveArrived);

        assertThat(verbs(later(Duration.ofSeconds(6)))).isEqualTo("ACK");
    }

    @Test
    void theFailOfARetryThatTheServerRefusesSaysWhatItFailedOf() {
        answer(first("retry"), new Reply.Failure("ERR", "not now"));

        assertThat(later(Duration.ofSeconds(1)))
                .singleElement()
                .extracting(request -> new String(request.command(), UTF_8))
                .asString()
                .contains("\"errtype\":\"Oops\"");
    }
}
