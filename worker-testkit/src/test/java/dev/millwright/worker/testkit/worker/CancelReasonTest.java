package dev.millwright.worker.testkit.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.CancelRequest;
import dev.millwright.worker.Worker;
import org.junit.jupiter.api.Test;

/** What is said of a cancel, and where it is seen. */
class CancelReasonTest extends WorkerTest {
    @Test
    void oneJobIsCancelledWithAReasonToo() throws Exception {
        Worker worker = start(worker());
        String jid = server.push("stubborn");
        String discarded = server.push("stubborn");
        awaitStarted(2);
        CancelRequest request =
                CancelRequest.DEFAULT.withReason(" twice\nthe same ").withBy("bob\u001b[31m");

        assertThat(worker.cancel("nobody-knows", request)).isFalse();
        assertThat(worker.cancel(jid, request)).isTrue();
        assertThat(worker.cancel(jid)).isTrue();
        assertThat(worker.discard(jid)).isFalse();
        assertThat(worker.cancel(discarded, request.withDiscard(true))).isTrue();

        server.await("the job in Dead", now -> now.dead().size() == 1);
        awaitAcks(1);
        assertThat(server.dead().get(0).failure().orElseThrow().message())
                .startsWith("the job was cancelled by bob\\u001b[31m: twice\\nthe same; the backtrace");
        assertThat(worker.runningJobs())
                .allSatisfy(job -> assertThat(job.cancelRequest().map(CancelRequest::reason))
                        .contains("twice\\nthe same"));
    }

    @Test
    void whatIsSaidIsBounded() {
        CancelRequest request = CancelRequest.DEFAULT
                .withReason("\n".repeat(10) + "x\n".repeat(1_000_000))
                .withBy("ü".repeat(201));

        assertThat(request.reason()).hasSize(CancelRequest.MAX_REASON).endsWith("…");
        assertThat(request.by()).hasSize(CancelRequest.MAX_BY).endsWith("…");
        assertThat(request.withDiscard(true).withDiscard(false)).isEqualTo(request);
    }
}
