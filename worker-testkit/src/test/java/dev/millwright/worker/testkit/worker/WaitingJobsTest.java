package dev.millwright.worker.testkit.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.CancellationReason;
import dev.millwright.worker.JobContext;
import dev.millwright.worker.JobListener;
import dev.millwright.worker.StopResult;
import dev.millwright.worker.Worker;
import dev.millwright.worker.testkit.StoredJob;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What ends the wait of a job in the process before it is due. */
class WaitingJobsTest extends PolicyTest {
    private final Queue<CancellationReason> signalled = new ConcurrentLinkedQueue<>();

    /** Fails and waits for nine seconds. */
    private Worker.Builder patient() {
        return worker().listener(new JobListener() {
                    @Override
                    public void onJobSignalled(JobContext context, CancellationReason reason) {
                        signalled.add(reason);
                    }
                })
                .register("flaky", with(EXACT.withInitial(Duration.ofSeconds(9))), flaky());
    }

    /** Drives the clock by some milliseconds at a time until the worker has stopped. */
    private StopResult stop(Worker worker) throws Exception {
        CompletableFuture<StopResult> stopped = worker.stop();
        server.endFetches();
        awaitOnServer("the end of the worker", stopped::isDone);
        return stopped.get(1, TimeUnit.SECONDS);
    }

    @Test
    void aStopGivesItBackAtOnce() throws Exception {
        Worker worker = start(patient());
        String jid = server.push("flaky");
        awaitWaiting(worker, 1);
        Instant now = Instant.now();

        assertThat(stop(worker)).isEqualTo(new StopResult(0, 0, 0));

        assertThat(reports()).containsExactly("PUSH", "ACK");
        assertThat(signalled).isEmpty();
        assertThat(tries).hasSize(1);
        assertThat(server.working()).isEmpty();
        assertThat(server.scheduled()).singleElement().satisfies(job -> {
            assertThat(job.jid()).isEqualTo(jid);
            assertThat(job.at().orElseThrow()).isAfter(now.plusSeconds(9));
            assertThat(job.json()).contains("\"failures\":1");
        });
        assertThat(pool(worker).waiting()).isZero();
    }

    @Test
    void aStopGivesBackAThousandAndNoneTwice() throws Exception {
        Worker worker = start(patient().concurrency(100));
        Set<String> jids = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            jids.add(server.push("flaky"));
        }
        awaitWaiting(worker, 1000);
        assertThat(server.working()).hasSize(1000);

        assertThat(stop(worker)).isEqualTo(new StopResult(0, 0, 0));

        assertThat(server.working()).isEmpty();
        assertThat(server.queueSizes().getOrDefault("default", 0)).isZero();
        assertThat(server.scheduled())
                .hasSize(1000)
                .extracting(StoredJob::jid)
                .containsExactlyInAnyOrderElementsOf(jids);
    }

    @Test
    void aJobThatThrowsAfterAStopHasBegunIsGivenBackAsWell() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        Worker worker = start(worker().register("slow", with(EXACT), context -> {
            go.await();
            throw new IllegalStateException("too late to try again here");
        }));
        server.push("slow");
        awaitStarted(1);

        CompletableFuture<StopResult> stopped = worker.stop();
        go.countDown();
        server.endFetches();
        awaitOnServer("the end of the worker", stopped::isDone);

        assertThat(reports()).containsExactly("PUSH", "ACK");
        assertThat(server.scheduled()).hasSize(1);
        assertThat(server.working()).isEmpty();
    }

    @Test
    void oneThatIsDueAndHasNoSlotIsGivenBackToo() throws Exception {
        Worker worker = start(patient().concurrency(1).register("long", context -> released.await()));
        server.push("flaky");
        awaitWaiting(worker, 1);
        server.push("long");
        awaitThat("the other job", () -> pool(worker).running() == 1);
        clock.advance(Duration.ofSeconds(9));

        CompletableFuture<StopResult> stopped = worker.stop();
        server.endFetches();
        awaitOnServer(
                "the job that waited",
                () -> server.scheduled().size() == 1 && server.working().size() == 1);
        released.countDown();
        awaitOnServer("the end of the worker", stopped::isDone);

        assertThat(tries).hasSize(1);
        assertThat(server.working()).isEmpty();
    }

    @Test
    void quietLeavesItBe() {
        Worker worker = start(patient());
        server.push("flaky", 1);
        awaitWaiting(worker, 1);

        worker.quiet();
        clock.advance(Duration.ofSeconds(9));
        awaitTries(2);

        awaitOnServer("its ACK", () -> server.processed() == 1);
        assertThat(reports()).containsExactly("ACK");
    }

    @Test
    void aCancelEndsItAtOnce() {
        Worker worker = start(patient());
        String jid = server.push("flaky");
        awaitWaiting(worker, 1);

        assertThat(worker.cancel(jid)).isTrue();
        assertThat(worker.cancel(jid)).isFalse();

        awaitOnServer("the job in Dead", () -> server.dead().size() == 1);
        assertThat(signalled).containsExactly(CancellationReason.CANCELLED);
        assertExhausted("flaky JobCancelled");
        StoredJob.Failure failure = server.dead().get(0).failure().orElseThrow();
        assertThat(failure.errtype()).isEqualTo("JobCancelled");
        assertThat(failure.message())
                .contains("waited for its next try")
                .contains("java.lang.IllegalStateException: bad try 1");
        assertThat(failure.backtrace()).isNotEmpty();
        assertThat(pool(worker).waiting()).isZero();
        clock.advance(Duration.ofSeconds(20));
        assertThat(tries).hasSize(1);
    }

    @Test
    void aDiscardEndsItAtOnce() {
        Worker worker = start(patient());
        String jid = server.push("flaky");
        awaitWaiting(worker, 1);

        assertThat(worker.discard(jid)).isTrue();

        awaitOnServer("its ACK", () -> server.processed() == 1);
        assertThat(reports()).containsExactly("ACK");
    }

    @Test
    void itsDeadlineEndsIt() {
        Worker worker = start(patient().concurrency(1).register("long", context -> released.await()));
        server.pushJson(
                "{\"jid\":\"short-reserved\",\"jobtype\":\"flaky\",\"args\":[],\"reserve_for\":60,\"retry\":3}");
        awaitWaiting(worker, 1);
        server.push("long");
        awaitThat("the other job", () -> pool(worker).running() == 1);

        for (int second = 0; second < 56; second++) {
            clock.advance(Duration.ofSeconds(1));
        }

        awaitOnServer("the FAIL", () -> server.retries().size() == 1);
        assertThat(server.retries().get(0).failure().orElseThrow()).satisfies(failure -> {
            assertThat(failure.errtype()).isEqualTo("JobDeadlineExceeded");
            assertThat(failure.message()).contains("waited for its next try");
        });
        assertThat(pool(worker).waiting()).isZero();
        assertThat(tries).hasSize(1);
    }

    @Test
    void oneThatIsRunningAgainIsCancelledLikeAnyOther() throws Exception {
        CountDownLatch second = new CountDownLatch(1);
        Worker worker = start(worker().register("flaky", with(EXACT), context -> {
            if (context.attempt() == 1) {
                throw new IllegalStateException("once");
            }
            second.countDown();
            new CountDownLatch(1).await();
        }));
        String jid = server.push("flaky");
        awaitWaiting(worker, 1);
        clock.advance(Duration.ofMillis(100));
        awaitThat("its second try", () -> {
            clock.advance(Duration.ZERO);
            return second.getCount() == 0;
        });

        assertThat(worker.cancel(jid)).isTrue();

        awaitOnServer("the job in Dead", () -> server.dead().size() == 1);
        assertThat(server.dead().get(0).failure().orElseThrow().message()).contains("what the job was doing");
        awaitThat("the slot", () -> pool(worker).running() == 0);
    }

    @Test
    void withRequeueInterruptedTheTriesAreKept() throws Exception {
        CountDownLatch second = new CountDownLatch(1);
        Worker worker = start(worker().requeueInterrupted(true)
                .shutdownTimeout(Duration.ZERO)
                .register("flaky", with(EXACT), context -> {
                    if (context.attempt() == 1) {
                        throw new IllegalStateException("once");
                    }
                    second.countDown();
                    new CountDownLatch(1).await();
                }));
        server.push("flaky");
        awaitWaiting(worker, 1);
        clock.advance(Duration.ofMillis(100));
        awaitThat("its second try", () -> {
            clock.advance(Duration.ZERO);
            return second.getCount() == 0;
        });

        assertThat(stop(worker)).isEqualTo(new StopResult(1, 0, 0));

        assertThat(server.scheduled())
                .singleElement()
                .satisfies(job -> assertThat(job.json()).contains("\"failures\":1"));
        assertThat(List.of("PUSH", "ACK")).isEqualTo(reports());
    }
}
