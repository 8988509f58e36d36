package dev.millwright.worker.testkit.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.NonRetryableException;
import dev.millwright.worker.RetryPolicy;
import dev.millwright.worker.Threads;
import dev.millwright.worker.Worker;
import dev.millwright.worker.testkit.StoredJob;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Jobs that throw and have a policy. */
class RetryTest extends PolicyTest {

    @Test
    void waitsHereAsLongAsItsPolicySaysToTheMillisecond() {
        Worker worker = start(worker().apply(function("flaky", with(EXACT), flaky())));
        server.push("flaky");

        awaitTries(1);
        for (int[] wait : new int[][] {{100, 2}, {200, 3}, {400, 4}, {800, 5}}) {
            awaitWaiting(worker, 1);
            clock.advance(Duration.ofMillis(wait[0] - 1));
            assertThat(tries).hasSize(wait[1] - 1);
            clock.advance(Duration.ofMillis(1));
            awaitTries(wait[1]);
        }

        awaitOnServer("the job in Dead", () -> server.dead().size() == 1);
        assertThat(tries).containsExactly("flaky 1", "flaky 2", "flaky 3", "flaky 4", "flaky 5");
        assertThat(retries)
                .containsExactly(
                        Duration.ofMillis(100), Duration.ofMillis(200), Duration.ofMillis(400), Duration.ofMillis(800));
        assertExhausted("flaky java.lang.IllegalStateException");
        assertThat(reports()).containsExactly("FAIL", "MUTATE");
        assertThat(server.dead().get(0).failure().orElseThrow().message()).isEqualTo("bad try 5");
        assertThat(pool(worker).waiting()).isZero();
    }

    @Test
    void succeedsInALaterTry() {
        Worker worker = start(worker().apply(function("flaky", with(EXACT), flaky())));
        server.pushJson("{\"jid\":\"retry-zero\",\"jobtype\":\"flaky\",\"args\":[2],\"retry\":0}");

        awaitWaiting(worker, 1);
        clock.advance(Duration.ofMillis(100));
        awaitTries(2);
        awaitWaiting(worker, 1);
        clock.advance(Duration.ofMillis(200));
        awaitTries(3);

        awaitOnServer("its ACK", () -> server.processed() == 1);
        assertThat(reports()).containsExactly("ACK");
        assertThat(exhausted).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"platform", "auto", "executor"})
    void holdsNoSlotWhileItWaitsAndTakesOneAtOnce(String threads) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(1);
        try {
            Worker.Builder builder = worker().concurrency(1).apply(function("flaky", with(EXACT), flaky()));
            Worker worker = start(
                    threads.equals("executor")
                            ? builder.executor(executor)
                            : builder.threads(threads.equals("auto") ? Threads.AUTO : Threads.PLATFORM));
            server.push("flaky", 1);
            awaitWaiting(worker, 1);

            server.push("noop");
            awaitOnServer("the ACK of another job", () -> server.processed() == 1);
            server.await("a FETCH under way", now -> now.blockedFetches() == 1);

            clock.advance(Duration.ofMillis(100));
            awaitTries(2);
            awaitOnServer("its ACK", () -> server.processed() == 2);
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void waitsOnForASlotIfAllAreTaken() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        Worker worker = start(worker().concurrency(1)
                .apply(function("flaky", with(EXACT), flaky()))
                .register("long", context -> done.await()));
        server.push("flaky", 1);
        awaitWaiting(worker, 1);
        server.push("long");
        awaitThat("the other job", () -> pool(worker).running() == 1);

        clock.advance(Duration.ofSeconds(1));
        assertThat(pool(worker).waiting()).isEqualTo(1);
        assertThat(tries).hasSize(1);

        done.countDown();
        awaitTries(2);
        awaitOnServer("both ACKs", () -> server.processed() == 2);
    }

    @Test
    void noMoreThanTenTimesTheSlotsWaitHere() {
        Worker worker = start(worker().concurrency(1).apply(function("flaky", with(EXACT), flaky())));
        for (int i = 0; i < 12; i++) {
            server.push("flaky");
        }

        awaitTries(12);
        awaitOnServer("those beyond", () -> server.scheduled().size() == 2 && server.processed() == 2);
        awaitThat("the others", () -> pool(worker).waiting() == 10);
        assertThat(server.working()).hasSize(10);
        assertThat(reports()).containsExactlyInAnyOrder("PUSH", "ACK", "PUSH", "ACK");
    }

    @Test
    void goesByWayOfTheServerIfItsWaitIsLong() {
        start(worker().apply(function("flaky", with(EXACT.withInitial(Duration.ofSeconds(10))), flaky())));
        Instant before = Instant.now();
        String jid = server.push("flaky");

        awaitOnServer(
                "the job to be scheduled and not reserved",
                () -> server.scheduled().size() == 1 && server.working().isEmpty());
        StoredJob next = server.scheduled().get(0);
        assertThat(next.jid()).isEqualTo(jid);
        assertThat(next.at().orElseThrow())
                .isBetween(before.plusSeconds(9), Instant.now().plusSeconds(11));
        assertThat(next.json())
                .contains(
                        "\"millwright_retry\":{",
                        "\"failures\":1,",
                        "\"first_at\":\"2025-01-01T00:00:0",
                        "\"errtype\":\"java.lang.IllegalStateException\"",
                        "\"message\":\"bad try 1\"");
        assertThat(next.failure()).isEmpty();
        assertThat(reports()).containsExactly("PUSH", "ACK");
        assertThat(retries).containsExactly(Duration.ofSeconds(10));
    }

    @Test
    void countsOnWhereItWasPushedFrom() {
        start(worker().apply(function("flaky", with(EXACT), flaky())));
        pushWith("{\"failures\":4,\"first_at\":\"2024-12-31T23:00:00Z\",\"errtype\":\"Oops\",\"message\":\"\"}");

        awaitOnServer("the job in Dead", () -> server.dead().size() == 1);
        assertThat(tries).containsExactly("flaky 5");
    }

    private void pushWith(String retry) {
        server.pushJson("{\"jid\":\"pushed-before\",\"jobtype\":\"flaky\",\"args\":[],\"retry\":25,"
                + "\"custom\":{\"tenant\":\"t1\",\"millwright_retry\":" + retry + "}}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "7",
                "\"x\"",
                "[]",
                "{}",
                "null",
                "{\"failures\":\"4\",\"first_at\":\"2024-12-31T23:00:00Z\",\"errtype\":\"\",\"message\":\"\"}",
                "{\"failures\":-4,\"first_at\":\"2024-12-31T23:00:00Z\",\"errtype\":\"\",\"message\":\"\"}",
                "{\"failures\":1.5,\"first_at\":\"2024-12-31T23:00:00Z\",\"errtype\":\"\",\"message\":\"\"}",
                "{\"failures\":12345678901234567890,\"first_at\":\"2024-12-31T23:00:00Z\",\"errtype\":\"\",\"message\":\"\"}",
                "{\"failures\":4,\"first_at\":\"yesterday\",\"errtype\":\"\",\"message\":\"\"}",
                "{\"failures\":4,\"first_at\":17,\"errtype\":\"\",\"message\":\"\"}",
                "{\"failures\":4,\"first_at\":\"2024-12-31T23:00:00Z\",\"errtype\":{},\"message\":[]}"
            })
    void whatNobodyCanReadCountsAsNoTries(String retry) {
        Worker worker = start(worker().apply(function("flaky", with(EXACT), flaky())));
        pushWith(retry);

        awaitWaiting(worker, 1);
        assertThat(tries).containsExactly("flaky 1");
        clock.advance(Duration.ofMillis(100));
        awaitTries(2);
        assertThat(tries).containsExactly("flaky 1", "flaky 2");
    }

    @Test
    void whatTravelsIsBounded() {
        start(worker().register("huge", with(EXACT.withInitial(Duration.ofHours(1))), context -> {
            throw new IllegalStateException("\ud800" + "ä\"\n".repeat(100_000));
        }));
        server.push("huge");

        awaitOnServer("the job to be scheduled", () -> server.scheduled().size() == 1);
        assertThat(server.scheduled().get(0).json()).hasSizeLessThan(1_500);
    }

    @Test
    void isFailedIfItCannotBePushed() {
        start(worker().apply(function("flaky", with(EXACT.withInitial(Duration.ofHours(1))), flaky())));
        server.pushJson(
                "{\"jid\":\"id-too-big\",\"jobtype\":\"flaky\",\"args\":[99,12345678901234567000],\"retry\":5}");

        awaitOnServer("the FAIL", () -> server.retries().size() == 1);
        assertThat(reports()).containsExactly("FAIL");
        assertThat(server.working()).isEmpty();
    }

    @Test
    void isFailedIfTheServerDoesNotTakeIt() {
        start(worker().apply(function("flaky", with(EXACT.withInitial(Duration.ofHours(1))), flaky())));
        server.faults().on("PUSH").error("no room");
        server.push("flaky");

        awaitOnServer("the FAIL", () -> server.retries().size() == 1);
        assertThat(reports()).containsExactly("PUSH", "FAIL");
    }

    @Test
    void whatIsForGoodIsNotTriedAgain() {
        RetryPolicy policy = EXACT.failForGoodIf(thrown -> "gone".equals(thrown.getMessage()));
        start(worker().register("final", with(EXACT), context -> {
                    throw new NonRetryableException("no such customer");
                })
                .register("gone", with(policy), context -> {
                    throw new IllegalArgumentException("gone");
                })
                .register("checked", with(EXACT.retryIf(RuntimeException.class::isInstance)), context -> {
                    throw new Exception("checked");
                }));
        List.of("final", "gone", "checked").forEach(server::push);

        awaitOnServer("all in Dead", () -> server.dead().size() == 3);
        assertThat(retries).isEmpty();
        awaitThat("the news of last tries", () -> exhausted.size() == 3);
        assertThat(exhausted)
                .containsExactlyInAnyOrder(
                        "final " + NonRetryableException.class.getName(),
                        "gone java.lang.IllegalArgumentException",
                        "checked java.lang.Exception");
    }

    @Test
    void aConditionThatFailsIsNotHeard() {
        Worker worker = start(worker().register(
                        "flaky",
                        with(EXACT.failForGoodIf(thrown -> {
                            throw new StackOverflowError();
                        })),
                        flaky()));
        server.push("flaky");

        awaitWaiting(worker, 1);
        awaitThat("the listener", () -> retries.size() == 1);
    }

    @Test
    void theReservationMustLastAsLongAsItsWait() throws Exception {
        CountDownLatch late = new CountDownLatch(1);
        Worker worker = start(worker().register("late", with(EXACT.withInitial(Duration.ofSeconds(9))), context -> {
            late.await();
            throw new IllegalStateException("late");
        }));
        server.pushJson("{\"jid\":\"short-reserved\",\"jobtype\":\"late\",\"args\":[],\"reserve_for\":60}");
        awaitStarted(1);
        clock.advance(Duration.ofSeconds(47));
        late.countDown();

        awaitOnServer("the job to be scheduled", () -> server.scheduled().size() == 1 && server.processed() == 1);
        assertThat(pool(worker).waiting()).isZero();
        assertThat(reports()).containsExactly("PUSH", "ACK");
    }

    @Test
    void eachTryHasASignalOfItsOwn() {
        ConcurrentSignals signals = new ConcurrentSignals();
        Worker worker = start(worker().register("signals", with(EXACT), context -> {
            signals.add(context.signal());
            tries.add("signals " + context.attempt());
            throw new IllegalStateException();
        }));
        String jid = server.push("signals");
        awaitWaiting(worker, 1);
        clock.advance(Duration.ofMillis(100));
        awaitTries(2);
        awaitWaiting(worker, 1);

        worker.cancel(jid);

        assertThat(signals.get(0).isCancelled()).isFalse();
        assertThat(signals.get(1).isCancelled()).isTrue();
    }

    private static final class ConcurrentSignals
            extends java.util.concurrent.CopyOnWriteArrayList<dev.millwright.worker.CancellationSignal> {
        private static final long serialVersionUID = 1;
    }
}
