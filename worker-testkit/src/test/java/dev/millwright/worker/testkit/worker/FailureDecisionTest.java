package dev.millwright.worker.testkit.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.FailureDecision;
import dev.millwright.worker.FailureDecision.AsIs;
import dev.millwright.worker.FailureDecision.Cancel;
import dev.millwright.worker.FailureDecision.FailForGood;
import dev.millwright.worker.FailureDecision.Policy;
import dev.millwright.worker.FailureDecision.Verdict;
import dev.millwright.worker.NonRetryableException;
import dev.millwright.worker.RetryPolicy;
import dev.millwright.worker.Worker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who wins if several have a say in what becomes of a job that threw. */
class FailureDecisionTest extends PolicyTest {
    private static Verdict verdict(String name) {
        return switch (name) {
            case "asIs" -> AsIs.INSTANCE;
            case "forGood" -> FailForGood.INSTANCE;
            case "cancel" -> new Cancel("nobody waits for it");
            default -> Policy.INSTANCE;
        };
    }

    /** The columns: signal fired, verdict, for good by exception, pause asked for, policy there, what becomes of it. */
    @ParameterizedTest
    @CsvSource({
        "cancelled, policy, no,      no,    policy, dead JobCancelled",
        "cancelled, asIs,   forGood, pause, policy, dead JobCancelled",
        "discarded, cancel, forGood, pause, policy, acked",
        "no,        cancel, forGood, pause, policy, dead JobCancelled",
        "no,        cancel, no,      no,    none,   dead JobCancelled",
        "no,        policy, forGood, pause, policy, dead NonRetryable",
        "no,        asIs,   forGood, no,    policy, dead NonRetryable",
        "no,        forGood, no,     pause, policy, dead Oops",
        "no,        forGood, no,     no,    none,   dead Oops",
        "no,        asIs,   no,      pause, policy, waits 5000",
        "no,        policy, no,      pause, none,   waits 5000",
        "no,        policy, no,      pause, policy, waits 5000",
        "no,        asIs,   no,      no,    policy, retries Oops",
        "no,        policy, no,      no,    policy, waits 100",
        "no,        policy, no,      no,    last,   dead Oops",
        "no,        policy, no,      no,    none,   retries Oops",
        "no,        asIs,   no,      no,    none,   retries Oops"
    })
    void precedence(String signal, String verdict, String forGood, String pause, String policy, String becomes) {
        AtomicInteger asked = new AtomicInteger();
        Worker[] worker = new Worker[1];
        Worker.Builder builder = worker().failureDecision((context, failure) -> {
            asked.incrementAndGet();
            return verdict(verdict);
        });
        RetryPolicy used = policy.equals("last") ? EXACT.withAttempts(1) : EXACT;
        worker[0] = start(builder.apply(function(
                "job", policy.equals("none") ? dev.millwright.worker.JobOptions.DEFAULT : with(used), context -> {
                    if (pause.equals("pause")) {
                        context.pause(Duration.ofSeconds(5));
                    }
                    if (signal.equals("cancelled")) {
                        worker[0].cancel(context.jid());
                    } else if (signal.equals("discarded")) {
                        worker[0].discard(context.jid());
                    }
                    throw forGood.equals("no") ? new Oops() : new NonRetryable();
                })));
        server.push("job");

        String how = becomes.substring(becomes.indexOf(' ') + 1);
        switch (becomes.substring(0, Math.max(becomes.indexOf(' '), 5)).strip()) {
            case "dead" -> {
                awaitOnServer("the job in Dead", () -> server.dead().size() == 1);
                assertThat(server.dead().get(0).failure().orElseThrow().errtype())
                        .endsWith(how);
            }
            case "retries" -> {
                awaitOnServer("the FAIL", () -> server.retries().size() == 1);
                assertThat(server.retries().get(0).failure().orElseThrow().errtype())
                        .endsWith(how);
            }
            case "acked" -> awaitOnServer("the ACK", () -> server.processed() - server.failures() == 1);
            default -> {
                awaitWaiting(worker[0], 1);
                awaitThat("the listener", () -> !retries.isEmpty());
                assertThat(retries).containsExactly(Duration.ofMillis(Integer.parseInt(how)));
            }
        }
        assertThat(asked).hasValue(signal.equals("no") ? 1 : 0);
    }

    private static final class Oops extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private static final class NonRetryable extends NonRetryableException {
        private static final long serialVersionUID = 1;

        NonRetryable() {
            super("for good");
        }
    }

    @Test
    void theReasonOfACancelIsInItsMessage() {
        start(worker().failureDecision((context, failure) -> new Cancel("nobody waits for it")));
        server.push("fail");

        awaitOnServer("the job in Dead", () -> server.dead().size() == 1);
        assertThat(server.dead().get(0).failure().orElseThrow()).satisfies(failure -> {
            assertThat(failure.message()).contains("nobody waits for it");
            assertThat(failure.backtrace()).isNotEmpty();
        });
        assertExhausted("fail JobCancelled");
    }

    @Test
    @SuppressWarnings("NullAway")
    void oneThatFailsOrSaysNothingIsNotHeard() {
        FailureDecision broken = (context, failure) -> {
            throw new StackOverflowError();
        };
        start(worker().failureDecision(broken)
                .failureDecision((context, failure) -> null)
                .failureDecision((context, failure) -> FailForGood.INSTANCE)
                .failureDecision((context, failure) -> new Cancel("comes too late")));
        server.push("fail");

        awaitOnServer("the job in Dead", () -> server.dead().size() == 1);
        assertThat(server.dead().get(0).failure().orElseThrow().errtype()).isEqualTo("java.lang.IllegalStateException");
    }
}
