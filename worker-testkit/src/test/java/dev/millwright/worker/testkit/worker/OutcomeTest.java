package dev.millwright.worker.testkit.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.JobOptions;
import dev.millwright.worker.NonRetryableException;
import dev.millwright.worker.RetryPolicy;
import dev.millwright.worker.Worker;
import dev.millwright.worker.testkit.DevServer;
import dev.millwright.worker.testkit.ManualClock;
import dev.millwright.worker.testkit.RecordedCommand;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.provider.Arguments;

/** Jobs that are reported in every way there is. */
abstract class OutcomeTest extends WorkerTest {
    private static final List<String> REPORTS = List.of("PUSH", "ACK", "FAIL", "MUTATE");

    final LogLines log = new LogLines();

    /** All that can happen to a job; and how it ends by that, {@code -} if it does not end. */
    static Stream<Arguments> ends() {
        return Stream.of(
                Arguments.of("returns", "SUCCEEDED"),
                Arguments.of("throws", "-"),
                Arguments.of("throws with retry 0", "FAILED"),
                Arguments.of("throws with retry -1", "FAILED"),
                Arguments.of("throws at its last try but one", "-"),
                Arguments.of("throws at its last try", "FAILED"),
                Arguments.of("throws what is not to be retried", "FAILED"),
                Arguments.of("throws and its policy has no try left", "FAILED"),
                Arguments.of("throws and its policy has a try left", "-"),
                Arguments.of("is cancelled", "CANCELLED"),
                Arguments.of("is discarded", "DISCARDED"),
                Arguments.of("is interrupted by a stop", "-"),
                Arguments.of("is interrupted by a stop with retry 0", "FAILED"),
                Arguments.of("is requeued by a stop", "-"),
                Arguments.of("is requeued by a stop with retry 0", "-"));
    }

    /** Has a worker do that to a job; returns the jid once the server has the whole report. */
    String report(Worker.Builder builder, JobOptions options, String how) throws Exception {
        Worker worker = start(builder.requeueInterrupted(how.contains("requeued"))
                .shutdownTimeout(Duration.ZERO)
                .register("hopeless", options, context -> {
                    throw new NonRetryableException("no such customer");
                })
                .register("once", options.withRetry(RetryPolicy.DEFAULT.withAttempts(1)), context -> {
                    throw new IllegalStateException("on purpose");
                })
                .register(
                        "later",
                        options.withRetry(
                                RetryPolicy.DEFAULT.withCap(Duration.ofHours(1)).withInitial(Duration.ofHours(1))),
                        context -> {
                            throw new IllegalStateException("on purpose");
                        }));
        String jobtype = jobtype(how);
        int retry = how.endsWith("retry 0") ? 0 : how.endsWith("retry -1") ? -1 : 3;
        int retried = how.endsWith("last try but one") ? 1 : how.endsWith("last try") ? 2 : -1;
        String jid = "outcome-of-" + jobtype;
        push(jid, jobtype, retry, retried);
        if (jobtype.equals("sleep")) {
            awaitStarted(1);
        }
        if (how.equals("is cancelled")) {
            assertThat(worker.cancel(jid)).isTrue();
        } else if (how.equals("is discarded")) {
            assertThat(worker.discard(jid)).isTrue();
        } else if (how.contains("stop")) {
            worker.stop();
            server.endFetches();
        }
        server.await(
                "the report",
                now -> now.working().isEmpty()
                        && worker.status().pendingReports() == 0
                        && reports().stream().anyMatch(List.of("ACK", "FAIL")::contains));
        return jid;
    }

    private static String jobtype(String how) {
        return switch (how) {
            case "returns" -> "noop";
            case "throws what is not to be retried" -> "hopeless";
            case "throws and its policy has no try left" -> "once";
            case "throws and its policy has a try left" -> "later";
            default -> how.startsWith("is ") ? "sleep" : "fail";
        };
    }

    /** Pushes a job that has been retried so often, -1 for never. */
    void push(String jid, String jobtype, int retry, int retried) {
        String failure = retried < 0
                ? ""
                : ",\"failure\":{\"retry_count\":" + retried + ",\"failed_at\":\"2026-01-01T00:00:00Z\"}";
        server.pushJson("{\"jid\":\"" + jid + "\",\"jobtype\":\"" + jobtype + "\",\"args\":[],\"retry\":" + retry
                + failure + "}");
    }

    /** The commands so far that tell of jobs, in order. */
    List<String> reports() {
        return server.commands().stream()
                .map(RecordedCommand::verb)
                .filter(REPORTS::contains)
                .toList();
    }

    /** Lets time pass until something has happened on a server; in steps that no reply takes longer than. */
    static void advance(
            ManualClock clock, Duration step, DevServer server, String what, Predicate<DevServer> condition) {
        for (int i = 0; i < 500; i++) {
            clock.advance(step);
            try {
                server.await(what, condition, Duration.ofMillis(20));
                return;
            } catch (AssertionError e) {
                // perhaps after the next one
            }
        }
        server.await(what, condition, LIMIT);
    }

    @AfterEach
    void closeLog() {
        log.close();
    }
}
