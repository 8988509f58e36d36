package dev.millwright.worker.testkit.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.Job;
import dev.millwright.worker.JobCompletion;
import dev.millwright.worker.JobCompletion.Result;
import dev.millwright.worker.JobOptions;
import dev.millwright.worker.ServerAddress;
import dev.millwright.worker.StopResult;
import dev.millwright.worker.testkit.DevServer;
import dev.millwright.worker.testkit.ManualClock;
import dev.millwright.worker.testkit.StoredJob;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Jobs that are pushed before the server hears of another one's end: at least once, and under one jid. */
class CallbackTest extends OutcomeTest {
    private static final JobOptions CALLING = JobOptions.DEFAULT.withCallback(end -> Job.builder("after")
            .queue("callbacks")
            .args(end.job().jid(), end.result().name())
            .retry(7)
            .build());

    private static final Duration MOMENT = Duration.ofMillis(10);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private List<StoredJob> callbacks() {
        return server.queue("callbacks");
    }

    private static long acks(DevServer of) {
        return of.processed() - of.failures();
    }

    private void assertCallback(StoredJob callback, String jid, String result) {
        assertThat(callback.jid()).isEqualTo(JobCompletion.callbackJid(jid));
        assertThat(callback.jobtype()).isEqualTo("after");
        assertThat(callback.json())
                .contains("\"args\":[\"" + jid + "\",\"" + result + "\"]", "\"retry\":7", "callback_of");
    }

    @ParameterizedTest(name = "of a job that {0}: {1}")
    @MethodSource("ends")
    void isPushedBeforeTheReportOfAnEnd(String how, String result) throws Exception {
        String jid = report(worker(CALLING), CALLING, how);

        if (result.equals("-")) {
            assertThat(callbacks()).isEmpty();
        } else {
            assertThat(callbacks()).singleElement().satisfies(callback -> assertCallback(callback, jid, result));
            String report = switch (result) {
                case "SUCCEEDED", "DISCARDED" -> "PUSH ACK";
                case "CANCELLED" -> "PUSH FAIL MUTATE";
                default -> how.matches(".*(not to be retried|no try left)") ? "PUSH FAIL MUTATE" : "PUSH FAIL";
            };
            assertThat(String.join(" ", reports())).isEqualTo(report);
        }
    }

    @Test
    void hasAJidThatAnyoneCanReckon() {
        // printf %s outcome-of-noop | sha256sum | cut -c 1-24
        assertThat(JobCompletion.callbackJid("outcome-of-noop")).isEqualTo("callback-f46109c8598f8eb6f04ad045");
    }

    @Test
    void saysWhoseItIs() throws Exception {
        report(worker(CALLING), CALLING, "returns");

        assertThat(callbacks().get(0).json())
                .contains("\"jid\":\"outcome-of-noop\"", "\"jobtype\":\"noop\"", "\"result\":\"succeeded\"");
    }

    @Test
    void canBeAlwaysTheSame() throws Exception {
        JobOptions options = JobOptions.DEFAULT.withCallback(
                Job.builder("after").queue("callbacks").build());
        String jid = report(worker(options), options, "returns");

        assertThat(callbacks())
                .singleElement()
                .satisfies(callback -> assertThat(callback.jid()).isEqualTo(JobCompletion.callbackJid(jid)));
    }

    @ParameterizedTest(name = "of a job that {0}")
    @MethodSource("ends")
    void canBeForSomeResultsOnly(String how, String result) throws Exception {
        JobOptions options = CALLING.withCallbackOn(Set.of(Result.CANCELLED));
        report(worker(options), options, how);

        assertThat(callbacks()).hasSize(result.equals("CANCELLED") ? 1 : 0);
    }

    @Test
    void isPushedAgainIfItsReplyIsLost() throws Exception {
        server.faults().on("PUSH").cutBeforeReply();
        String jid = report(worker(CALLING), CALLING, "returns");

        assertThat(reports()).containsExactly("PUSH", "PUSH", "ACK");
        assertThat(callbacks()).hasSize(2).allSatisfy(callback -> assertCallback(callback, jid, "SUCCEEDED"));
        assertThat(server.processed()).isEqualTo(1);
    }

    @Test
    void isPushedOnceIfOnlyTheAckIsLost() throws Exception {
        server.faults().on("ACK").cut();
        report(worker(CALLING), CALLING, "returns");

        assertThat(reports()).containsExactly("PUSH", "ACK", "ACK");
        assertThat(callbacks()).hasSize(1);
    }

    /** All that reaches the server after the callback is lost, as if this process had died. */
    @Test
    void comesTwiceIfTheJobRunsTwice() {
        ManualClock clock = new ManualClock();
        try (DevServer own = DevServer.builder()
                .clock(clock)
                .fetchWait(Duration.ofMillis(300))
                .start()) {
            own.faults().on("ACK").always().cut();
            var worker = worker(CALLING)
                    .server(ServerAddress.parse(own.url()))
                    .clock(clock)
                    .build();
            worker.start();
            own.pushJson("{\"jid\":\"runs-twice\",\"jobtype\":\"noop\",\"args\":[],\"reserve_for\":60}");
            advance(clock, MOMENT, own, "the ACK", now -> !now.commands("ACK").isEmpty());
            assertThat(own.queue("callbacks")).hasSize(1);
            advance(
                    clock,
                    SECOND,
                    own,
                    "the report to be given up",
                    now -> !log.with("is not sent").isEmpty());
            own.faults().clear();

            advance(clock, SECOND, own, "the end of the second run", now -> acks(now) == 1);
            assertThat(own.queue("callbacks"))
                    .hasSize(2)
                    .allSatisfy(callback -> assertCallback(callback, "runs-twice", "SUCCEEDED"));
            assertThat(own.working()).isEmpty();
            CompletableFuture<StopResult> stopped = worker.stop();
            own.endFetches();
            advance(clock, SECOND, own, "the end of the worker", now -> stopped.isDone());
        }
    }

    @Test
    void isTriedAgainIfTheServerRefusesIt() throws Exception {
        server.faults().on("PUSH").error("no room");
        report(worker(CALLING), CALLING, "returns");

        assertThat(reports()).containsExactly("PUSH", "PUSH", "ACK");
        assertThat(callbacks()).hasSize(1);
    }

    @Test
    void isGivenUpIfTheServerGoesOnRefusingIt() {
        ManualClock clock = new ManualClock();
        server.faults().on("PUSH").always().error("no room");
        start(worker(CALLING).clock(clock));
        String jid = server.push("noop");

        advance(clock, SECOND, server, "the ACK", now -> acks(now) == 1);
        assertThat(server.commands("PUSH")).hasSize(10);
        assertThat(log.with("the server refuses it: ERR no room"))
                .singleElement()
                .satisfies(line -> assertThat(line.getMDCPropertyMap()).containsEntry("jid", jid));
    }

    @Test
    void isGivenUpAtOnceIfTheServerHasDecidedSo() throws Exception {
        server.faults().on("PUSH").replyWith("-NOTUNIQUE Job not unique\r\n".getBytes(StandardCharsets.UTF_8));
        report(worker(CALLING), CALLING, "throws at its last try");

        assertThat(reports()).containsExactly("PUSH", "FAIL");
        assertThat(log.with("the server refuses it: NOTUNIQUE Job not unique")).hasSize(1);
    }

    static Stream<Arguments> faulty() {
        return Stream.of(
                Arguments.of("throws", (Function<JobCompletion, Job>) end -> {
                    throw new AssertionError("on purpose");
                }),
                Arguments.of("returns null", (Function<JobCompletion, Job>) end -> null),
                Arguments.of("makes a job that cannot be pushed", (Function<JobCompletion, Job>)
                        end -> Job.of("after", 12345678901234567L)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faulty")
    void aFunctionThatFailsHoldsUpNoReport(String name, Function<JobCompletion, Job> function) throws Exception {
        JobOptions options = JobOptions.DEFAULT.withCallback(function);
        report(worker(options), options, "returns");

        assertThat(reports()).containsExactly("ACK");
        assertThat(log.with("is reported without its callback")).hasSize(1);
    }

    @Test
    void norDoesOneThatNeverReturns() {
        ManualClock clock = new ManualClock();
        JobOptions options = JobOptions.DEFAULT.withCallback(end -> {
            awaitStubbornly();
            return Job.builder("after").queue("callbacks").build();
        });
        start(worker(options).clock(clock));
        String jid = server.push("noop");

        advance(clock, SECOND, server, "the ACK", now -> acks(now) == 1);
        assertThat(log.with("is reported without its callback"))
                .singleElement()
                .satisfies(line -> assertThat(line.getFormattedMessage()).contains(jid, "has not returned for 10 s"));
        released.countDown();
        server.push("noop");
        advance(clock, MOMENT, server, "the next one", now -> acks(now) == 2);
        assertThat(server.commands("FAIL")).isEmpty();
        assertThat(server.commands("PUSH")).hasSize(1);
    }

    /** Its outcome changes while it is on its way, and only the second is an end. */
    @Test
    void isPushedForAJobThatCannotGoBackToItsQueue() throws Exception {
        server.faults().on("PUSH").error("no room");
        String jid = report(worker(CALLING), CALLING, "is requeued by a stop with retry 0");

        assertThat(reports()).containsExactly("PUSH", "PUSH", "FAIL");
        assertThat(callbacks()).singleElement().satisfies(callback -> assertCallback(callback, jid, "FAILED"));
    }

    @Test
    void isWaitedForByAStop() throws Exception {
        JobOptions options = JobOptions.DEFAULT.withCallback(end -> {
            awaitStubbornly();
            return Job.builder("after").queue("callbacks").build();
        });
        var worker = start(worker(options));
        server.push("stubborn");
        awaitStarted(1);

        CompletableFuture<StopResult> stopped = worker.stop();
        server.endFetches();
        released.countDown();

        assertThat(stopped.get(30, TimeUnit.SECONDS)).isEqualTo(new StopResult(0, 0, 0));
        assertThat(reports()).containsExactly("PUSH", "ACK");
    }

    /** Else each report would wait until the reservation of its job is over. */
    @Test
    void aFunctionThatDoesNotKeepUpStopsTheFetching() throws Exception {
        ManualClock clock = new ManualClock();
        JobOptions options = JobOptions.DEFAULT.withCallback(end -> {
            awaitStubbornly();
            return Job.builder("after").queue("callbacks").build();
        });
        start(worker(options).clock(clock).concurrency(1));
        for (int i = 0; i < 2; i++) {
            server.push("noop");
            awaitStarted(1);
        }
        server.await("the next FETCH", now -> now.blockedFetches() == 1);

        clock.advance(Duration.ofSeconds(2));
        server.push("noop"); // for the FETCH under way
        awaitStarted(1);
        server.await("no FETCH", now -> now.blockedFetches() == 0);
        server.push("noop");
        clock.advance(SECOND);
        assertThat(server.queue("default")).hasSize(1);

        released.countDown();
        advance(clock, SECOND, server, "all ACKs", now -> acks(now) == 4);
        assertThat(callbacks()).hasSize(4);
    }
}
