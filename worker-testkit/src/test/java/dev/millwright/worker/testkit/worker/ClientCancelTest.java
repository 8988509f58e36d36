package dev.millwright.worker.testkit.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.millwright.worker.CancelOptions;
import dev.millwright.worker.CancelResult;
import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.FaktoryServerException;
import dev.millwright.worker.Job;
import dev.millwright.worker.ServerAddress;
import dev.millwright.worker.Worker;
import dev.millwright.worker.testkit.StoredJob;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a client that cancels jobs says of them, on a server that also has CANCEL. No BEAT brings an order. */
class ClientCancelTest extends WorkerTest {
    private static final CancelOptions OPTIONS = CancelOptions.DEFAULT.withTimeout(Duration.ofSeconds(30));
    private static final CancelOptions AT_ONCE = CancelOptions.DEFAULT.withTimeout(Duration.ZERO);

    private final FaktoryClient client = FaktoryClient.connect(ServerAddress.parse(server.url()));
    private final FaktoryClient other = FaktoryClient.connect(ServerAddress.parse(server.url()));
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void closeClient() {
        threads.shutdownNow();
        client.close();
        other.close();
    }

    @Override
    Worker.Builder worker() {
        return super.worker().heartbeat(Duration.ofSeconds(30)).shutdownTimeout(Duration.ZERO);
    }

    private String running(String jobtype) throws InterruptedException {
        String jid = server.push(jobtype);
        awaitStarted(1);
        return jid;
    }

    private static Job scheduled() {
        return Job.builder("noop").at(Instant.now().plusSeconds(3600)).build();
    }

    private void nothingIsLeft() {
        server.await(
                "no queue of an order or a receipt",
                now -> now.queueSizes().keySet().stream().noneMatch(name -> name.startsWith("cancel")));
    }

    @Test
    void aRunningJobIsCancelledAndTheClientKnows() throws Exception {
        start(worker());
        String jid = running("sleep");

        assertThat(client.cancel(List.of(jid), OPTIONS)).containsExactly(Map.entry(jid, CancelResult.CANCELLED));

        server.await("the job to be dead", now -> now.dead().size() == 1);
        assertThat(server.commands("CANCEL")).as("there was no need").isEmpty();
        nothingIsLeft();
    }

    @Test
    void aJobThatDoesNotStopIsStillCancelledForWhoAsksAgain() throws Exception {
        Worker worker = start(worker());
        String jid = running("stubborn");

        assertThat(client.cancel(List.of(jid), OPTIONS)).containsExactly(Map.entry(jid, CancelResult.CANCELLED));
        assertThat(client.cancel(List.of(jid), OPTIONS)).containsExactly(Map.entry(jid, CancelResult.CANCELLED));

        assertThat(worker.cancel(jid)).isTrue();
        assertThat(worker.discard(jid)).as("it is in Dead by now").isFalse();
        nothingIsLeft();
    }

    @Test
    void twoWhoCancelTheSameJobAreBothTold() throws Exception {
        Worker worker = start(worker());
        String jid = running("sleep");
        server.faults()
                .on("FETCH")
                .where(fetch -> fetch.payload().contains("cancel."))
                .nth(1)
                .run(() -> {
                    // Both orders are there before the first is fetched.
                    server.await("two orders", now -> now.queue("cancel." + jid).size() == 2);
                });
        Future<CancelResult> first = threads.submit(() -> client.cancel(jid));
        Future<CancelResult> second = threads.submit(() -> other.cancel(jid));

        assertThat(first.get(30, TimeUnit.SECONDS)).isEqualTo(CancelResult.CANCELLED);
        assertThat(second.get(30, TimeUnit.SECONDS)).isEqualTo(CancelResult.CANCELLED);
        server.await("the job to be dead", now -> now.dead().size() == 1);
        assertThat(worker.runningJobs()).isEmpty();
        nothingIsLeft();
    }

    @Test
    void aRepeatedJidIsCancelledOnce() throws Exception {
        start(worker());
        String jid = running("sleep");

        assertThat(client.cancel(List.of(jid, jid), OPTIONS)).containsExactly(Map.entry(jid, CancelResult.CANCELLED));

        assertThat(server.commands("PUSHB")).singleElement().asString().containsOnlyOnce("millwright.cancel");
    }

    @Test
    void anOrderThatWasTakenProvesNothing() {
        // A worker of an older release, or one whose job has ended just then.
        server.faults()
                .on("QUEUE")
                .where(asked -> asked.payload().startsWith("LATENCY"))
                .first(1)
                .run(() -> server.queueSizes().keySet().forEach(other::removeQueues));

        assertThat(client.cancel(List.of("was-running"), OPTIONS))
                .containsEntry("was-running", CancelResult.UNCONFIRMED);
    }

    @Test
    void oneThatWaitsIsKilledForCertainAndAtOnceWhereTheServerSaysThatNobodyRunsIt() {
        String jid = client.push(scheduled());

        assertThat(client.cancel(List.of(jid), OPTIONS)).containsEntry(jid, CancelResult.KILLED);

        assertThat(server.dead()).extracting(StoredJob::jid).containsExactly(jid);
        nothingIsLeft();
    }

    @Test
    void oneOfTwoThatWaitsIsKilledAndNobodyKnowsWhich() {
        String jid = client.push(scheduled());

        assertThat(client.cancel(List.of("nobody-has-this", jid), AT_ONCE))
                .containsExactly(
                        Map.entry("nobody-has-this", CancelResult.UNKNOWN), Map.entry(jid, CancelResult.UNKNOWN));

        assertThat(server.dead()).extracting(StoredJob::jid).containsExactly(jid);
    }

    @Test
    void otherCommandsMeanwhileMakeItUncertain() {
        server.faults().on("MUTATE").nth(1).run(() -> other.push(Job.of("noop")));
        String jid = client.push(scheduled());

        assertThat(client.cancel(List.of(jid), AT_ONCE)).containsEntry(jid, CancelResult.UNKNOWN);

        assertThat(server.dead()).extracting(StoredJob::jid).containsExactly(jid);
    }

    @Test
    void aJobThatFailsBeforeItsWorkerListensIsNotRetried() throws Exception {
        start(worker().controlQueue(false));
        String jid = "fails-meanwhile";
        server.faults().on("PUSHB").nth(1).run(() -> {
            other.push(Job.builder("fail").jid(jid).build());
            server.await("a retry", now -> now.retries().size() == 1);
        });

        assertThat(client.cancel(List.of(jid), AT_ONCE)).containsEntry(jid, CancelResult.UNKNOWN);

        assertThat(server.retries()).isEmpty();
        assertThat(server.dead()).extracting(StoredJob::jid).containsExactly(jid);
    }

    @Test
    void aWorkerThatDoesNotListenIsToldByItsHeartbeat() throws Exception {
        start(worker().controlQueue(false).heartbeat(Duration.ofMillis(200)));
        String jid = running("sleep");

        assertThat(client.cancel(List.of(jid), AT_ONCE)).containsEntry(jid, CancelResult.UNCONFIRMED);

        server.await("the job to be dead", now -> now.dead().size() == 1);
        nothingIsLeft();
    }

    @Test
    void aThousandJobsTakeFewCommandsAndTwoInfos() {
        List<Job> waiting = IntStream.range(0, 500).mapToObj(i -> scheduled()).toList();
        client.pushBulk(waiting);
        List<String> jids = Stream.concat(
                        waiting.stream().map(Job::jid), IntStream.range(0, 500).mapToObj(i -> "nobody-has-" + i))
                .toList();
        int before = server.commands().size();

        Map<String, CancelResult> results = client.cancel(jids, AT_ONCE);

        assertThat(results.keySet()).containsExactlyElementsOf(jids);
        assertThat(results.values()).containsOnly(CancelResult.UNKNOWN);
        assertThat(server.dead()).hasSize(500);
        assertThat(server.commands("INFO").size()).isLessThanOrEqualTo(2);
        assertThat(server.commands().size() - before).isLessThan(30);
        nothingIsLeft();
    }

    @Test
    void allOfManyThatWaitAreKilledForCertain() {
        List<Job> waiting = IntStream.range(0, 150).mapToObj(i -> scheduled()).toList();
        client.pushBulk(waiting);

        Map<String, CancelResult> results =
                client.cancel(waiting.stream().map(Job::jid).toList(), OPTIONS.withDiscard(true));

        assertThat(results.values()).hasSize(150).containsOnly(CancelResult.DISCARDED);
        assertThat(server.dead()).isEmpty();
        assertThat(server.scheduled()).isEmpty();
    }

    @Test
    void ordersGoOutThoughThoseThatWaitCannotBeSought() throws Exception {
        start(worker());
        String jid = running("sleep");
        server.faults().on("MUTATE").always().error("context deadline exceeded");
        List<CancelResult> told = new ArrayList<>();

        assertThatExceptionOfType(FaktoryServerException.class)
                .isThrownBy(() -> client.cancel(
                        List.of(jid, "nobody-has-this"),
                        CancelOptions.DEFAULT
                                .withTimeout(Duration.ofSeconds(5))
                                .withProgress((job, result) -> told.add(result))))
                .withMessage("not all jobs could be looked for among those that are scheduled or wait for a retry:"
                        + " context deadline exceeded");

        assertThat(told).containsExactly(CancelResult.CANCELLED, CancelResult.UNKNOWN);
        nothingIsLeft();
    }

    @Test
    void anOrderThatTheServerRefusesIsNotTakenForOneThatWasTaken() {
        String refused = "{\"the-jid-of-the-order\":\"out of memory\"}";
        server.faults()
                .on("PUSHB")
                .always()
                .replyWith(("$" + refused.length() + "\r\n" + refused + "\r\n").getBytes(StandardCharsets.UTF_8));

        assertThatExceptionOfType(FaktoryServerException.class)
                .isThrownBy(() -> client.cancel(List.of("some-job-or-other"), AT_ONCE))
                .withMessage("not all orders to cancel jobs were taken: out of memory");
    }

    @Test
    void aConnectionThatBreaksWhileItWaitsIsOpenedAgain() throws Exception {
        start(worker());
        String jid = running("sleep");
        server.faults()
                .on("QUEUE")
                .where(asked -> asked.payload().startsWith("LATENCY cancel"))
                .first(1)
                .cut();

        assertThat(client.cancel(List.of(jid), OPTIONS)).containsEntry(jid, CancelResult.CANCELLED);
        nothingIsLeft();
    }

    @Test
    void aListenerThatThrowsLeavesNoOrders() {
        String jid = client.push(scheduled());

        assertThatIllegalStateException()
                .isThrownBy(() -> client.cancel(List.of(jid, "nobody-has-this"), AT_ONCE.withProgress((job, result) -> {
                    throw new IllegalStateException("on purpose");
                })));

        nothingIsLeft();
    }

    @Test
    void anInterruptEndsTheWaitLeavesNoOrdersAndStaysSet() throws Exception {
        Future<Boolean> interrupted = threads.submit(() -> {
            Map<String, CancelResult> results = client.cancel(List.of("nobody-has-this"), OPTIONS);
            assertThat(results).containsEntry("nobody-has-this", CancelResult.UNKNOWN);
            return Thread.interrupted();
        });
        server.awaitCommand("QUEUE");
        threads.shutdownNow();

        assertThat(interrupted.get(30, TimeUnit.SECONDS)).isTrue();
        nothingIsLeft();
    }
}
