package dev.millwright.worker.testkit.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.Job;
import dev.millwright.worker.ServerAddress;
import dev.millwright.worker.Worker;
import dev.millwright.worker.testkit.ManualClock;
import dev.millwright.worker.testkit.RecordedCommand;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a worker does with orders in control queues; nobody who would collect its receipts. */
class CancelReceiptTest extends WorkerTest {
    private static final String RECEIPT = "cancelled.somebody-asks";

    private final FaktoryClient client = FaktoryClient.connect(ServerAddress.parse(server.url()));

    @AfterEach
    void closeClient() {
        client.close();
    }

    private String running(Worker.Builder worker) throws InterruptedException {
        start(worker.shutdownTimeout(Duration.ZERO));
        String jid = server.push("stubborn");
        awaitStarted(1);
        return jid;
    }

    private void order(String jid, String receiptQueue, Object... args) {
        client.push(Job.builder("millwright.cancel")
                .queue("cancel." + jid)
                .retry(0)
                .args(args)
                .custom("receipt", receiptQueue)
                .build());
    }

    private boolean isGone(String queue) {
        return !server.queueSizes().containsKey(queue);
    }

    @Test
    void theReceiptComesBeforeTheOrderIsAcked() throws Exception {
        String jid = running(worker());
        order(jid, RECEIPT, jid);

        server.await("the queue of the order to be gone", now -> isGone("cancel." + jid));

        RecordedCommand receipt = server.commands("PUSH").get(1);
        assertThat(receipt.payload()).contains(RECEIPT, "\"retry\":0", "\"reserve_for\":60", jid);
        assertThat(server.commands("ACK").get(0).number()).isGreaterThan(receipt.number());
        assertThat(server.queue(RECEIPT)).hasSize(1);
    }

    @Test
    void anOrderOfAnOlderReleaseIsObeyed() throws Exception {
        String jid = running(worker());
        client.push(Job.builder("millwright.cancel")
                .queue("cancel." + jid)
                .args(jid)
                .build());

        server.await("the job to be dead", now -> now.dead().size() == 1);
        server.await("the queue of the order to be gone", now -> isGone("cancel." + jid));
        assertThat(server.commands("PUSH")).hasSize(1);
    }

    @Test
    void noOrderMakesAWorkerWriteToOrRemoveAnotherQueueThanAReceipts() throws Exception {
        String jid = running(worker());
        order(jid, "default", jid);

        server.await("the job to be dead", now -> now.dead().size() == 1);
        server.await("the queue of the order to be gone", now -> isGone("cancel." + jid));
        assertThat(server.commands("PUSH")).hasSize(1);
    }

    @Test
    void thereIsNoneForAJobThatHasEnded() throws Exception {
        String running = running(worker());
        // For the queue of one that runs, but for another: as if that had ended while the order was on its way.
        order(running, RECEIPT, "has-ended");

        server.await("the queue of the order to be gone", now -> isGone("cancel." + running));
        assertThat(isGone(RECEIPT)).isTrue();
    }

    @Test
    void thereIsNoneForAnotherWishThanTheOneFulfilled() throws Exception {
        String jid = running(worker());
        server.faults()
                .on("FETCH")
                .where(fetch -> fetch.payload().contains("cancel."))
                .nth(1)
                .run(() -> {
                    order(jid, RECEIPT, jid);
                    order(jid, RECEIPT + "-2", jid, "discard");
                    order(jid, RECEIPT + "-3", jid);
                });

        server.await("the job to be dead", now -> now.dead().size() == 1);
        server.await("the queue of the orders to be gone", now -> isGone("cancel." + jid));
        assertThat(server.queue(RECEIPT)).hasSize(1);
        assertThat(isGone(RECEIPT + "-2")).isTrue();
        assertThat(server.queue(RECEIPT + "-3")).hasSize(1);
    }

    private ManualClock leaveAReceipt() throws Exception {
        ManualClock clock = new ManualClock();
        String jid = running(worker().clock(clock));
        order(jid, RECEIPT, jid);
        server.await("the receipt", now -> {
            clock.advance(Duration.ofMillis(100));
            return !isGone(RECEIPT);
        });
        server.await("the queue of the order to be gone", now -> isGone("cancel." + jid));
        return clock;
    }

    @Test
    void oneThatNobodyCollectsIsRemovedAfterAMinute() throws Exception {
        ManualClock clock = leaveAReceipt();

        clock.advance(Duration.ofSeconds(59));
        assertThat(isGone(RECEIPT)).isFalse();

        // Step by step: the worker can learn of its receipt a little later than the server's queue shows it.
        server.await("the receipt to be gone", now -> {
            clock.advance(Duration.ofSeconds(1));
            return isGone(RECEIPT);
        });
        released.countDown();
    }

    @ParameterizedTest
    @ValueSource(strings = {"LATENCY", "REMOVE"})
    void soIsOneWhoseRemovalIsCutOff(String command) throws Exception {
        ManualClock clock = leaveAReceipt();
        server.faults()
                .on("QUEUE")
                .where(queue -> queue.payload().startsWith(command + " " + RECEIPT))
                .first(1)
                .cut();

        advanceUntil(clock, Duration.ofMinutes(3), now -> isGone(RECEIPT));

        released.countDown();
    }
}
