package dev.millwright.worker.testkit.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.CancellationReason;
import dev.millwright.worker.StopResult;
import dev.millwright.worker.Worker;
import dev.millwright.worker.WorkerState;
import dev.millwright.worker.testkit.StoredJob;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** What a stop does to the jobs that run. */
class StopTest extends WorkerTest {
    private static StopResult await(CompletableFuture<StopResult> stopped) throws Exception {
        return stopped.get(30, TimeUnit.SECONDS);
    }

    /** Waits for the end of a stop; an idle worker's FETCHes are answered at once. */
    private StopResult stop(Worker worker) throws Exception {
        CompletableFuture<StopResult> stopped = worker.stop();
        server.endFetches();
        return await(stopped);
    }

    @Test
    void letsJobsFinishThatAreInTime() throws Exception {
        Worker worker = start(worker());
        server.push("stubborn");
        server.push("stubborn");
        awaitStarted(2);

        CompletableFuture<StopResult> stopped = worker.stop();
        released.countDown();

        assertThat(await(stopped)).isEqualTo(new StopResult(0, 0, 0));
        assertThat(server.processed()).isEqualTo(2);
        assertThat(server.failures()).isZero();
        assertThat(server.working()).isEmpty();
    }

    @Test
    void leavesAFunctionBehindThatObeysNothing() throws Exception {
        Worker worker = start(worker().shutdownTimeout(Duration.ofMillis(50)).cleanupGrace(Duration.ofMillis(200)));
        server.push("stubborn");
        awaitStarted(1);

        assertThat(stop(worker)).isEqualTo(new StopResult(1, 0, 1));

        assertThat(server.working()).isEmpty();
        assertThat(failure().errtype()).isEqualTo(CancellationReason.SHUTDOWN.errtype());
    }

    @Test
    void failsAnInterruptedJobEvenWithNoGraceAtAll() throws Exception {
        Worker worker = start(worker().shutdownTimeout(Duration.ZERO).cleanupGrace(Duration.ZERO));
        server.push("stubborn");
        awaitStarted(1);

        assertThat(stop(worker).unreported()).isZero();

        assertThat(server.working()).isEmpty();
        assertThat(failure().errtype()).isEqualTo("JobInterrupted");
    }

    private StoredJob.Failure failure() {
        assertThat(server.retries()).hasSize(1);
        return server.retries().get(0).failure().orElseThrow();
    }

    @Test
    void aSecondStopSkipsTheWait() throws Exception {
        Worker worker = start(worker().shutdownTimeout(Duration.ofHours(1)));
        server.push("sleep");
        awaitStarted(1);

        worker.stop();

        assertThat(stop(worker).interrupted()).isEqualTo(1);
        assertThat(failure().errtype()).isEqualTo("JobInterrupted");
    }

    @Test
    void aJobThatClosesItsWorkerDoesNotWaitForItself() throws Exception {
        CompletableFuture<Worker> self = new CompletableFuture<>();
        Worker worker = start(worker().shutdownTimeout(Duration.ofHours(1))
                .register("close", context -> self.get().close()));
        self.complete(worker);
        server.push("close");
        server.awaitCommand("ACK");
        server.endFetches();

        assertThat(await(worker.stop())).isEqualTo(new StopResult(0, 0, 0));
    }

    @RepeatedTest(10)
    void twoStopsAtTheSameMomentEndIt() throws Exception {
        Worker worker = start(worker().shutdownTimeout(Duration.ofHours(1)));
        server.push("sleep");
        awaitStarted(1);
        CyclicBarrier both = new CyclicBarrier(2);
        List<CompletableFuture<CompletableFuture<StopResult>>> stops =
                List.of(stopAt(both, worker), stopAt(both, worker));

        server.awaitCommand("FAIL");
        server.endFetches();

        for (CompletableFuture<CompletableFuture<StopResult>> stop : stops) {
            assertThat(await(stop.get(30, TimeUnit.SECONDS))).isEqualTo(new StopResult(1, 0, 0));
        }
        assertThat(worker.state()).isEqualTo(WorkerState.STOPPED);
    }

    private static CompletableFuture<CompletableFuture<StopResult>> stopAt(CyclicBarrier barrier, Worker worker) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        barrier.await(30, TimeUnit.SECONDS);
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                    return worker.stop();
                },
                task -> new Thread(task, "stop").start());
    }

    @Test
    void aCallbackThatStillCleansUpIsWaitedFor() throws Exception {
        AtomicBoolean cleaned = new AtomicBoolean();
        CountDownLatch registered = new CountDownLatch(1);
        CountDownLatch inCallback = new CountDownLatch(1);
        Worker worker = start(worker().shutdownTimeout(Duration.ZERO)
                .cleanupGrace(Duration.ofMinutes(1))
                .register("callback", context -> {
                    context.signal().onCancel(reason -> {
                        inCallback.countDown();
                        awaitStubbornly();
                        cleaned.set(true);
                    });
                    registered.countDown();
                    new CountDownLatch(1).await();
                }));
        server.push("callback");
        assertThat(registered.await(30, TimeUnit.SECONDS)).isTrue();

        CompletableFuture<StopResult> stopped = worker.stop();
        server.awaitCommand("FAIL");
        assertThat(inCallback.await(30, TimeUnit.SECONDS)).isTrue();
        server.endFetches();
        released.countDown();

        assertThat(await(stopped)).isEqualTo(new StopResult(1, 0, 0));
        assertThat(cleaned).isTrue();
    }

    @Test
    void closeAfterStopWaitsAndDoesNotHurry() throws Exception {
        Worker worker = start(worker());
        server.push("stubborn");
        awaitStarted(1);
        worker.stop();

        CompletableFuture<Void> closed = CompletableFuture.runAsync(worker::close);
        server.await(
                "quiet on the server too",
                now -> now.commands("BEAT").stream()
                        .anyMatch(beat -> beat.payload().contains("terminate")));
        released.countDown();
        closed.get(30, TimeUnit.SECONDS);

        assertThat(server.failures()).isZero();
        assertThat(server.processed()).isEqualTo(1);
    }

    @RepeatedTest(5)
    void nothingIsFetchedOnceAllFetchesOfAQuietWorkerAreAnswered() throws Exception {
        Worker worker = start(worker().concurrency(8));
        server.await("all lanes to fetch", now -> now.blockedFetches() == 8);
        for (int i = 0; i < 8; i++) {
            server.push("noop");
        }
        worker.quiet();
        server.endFetches();
        server.await(
                "no FETCH", now -> now.blockedFetches() == 0 && now.working().isEmpty());
        int fetches = server.commands("FETCH").size();
        String late = server.push("noop");

        assertThat(stop(worker).clean()).isTrue();

        assertThat(server.commands("FETCH")).hasSize(fetches);
        assertThat(server.queue("default")).extracting(StoredJob::jid).contains(late);
    }

    @Test
    void theServersTerminateStopsIt() throws Exception {
        Worker worker = start(worker().shutdownTimeout(Duration.ZERO));
        server.push("sleep");
        awaitStarted(1);

        server.terminate(worker.wid());
        server.awaitCommand("FAIL");
        server.endFetches();

        assertThat(worker.awaitStopped()).isEqualTo(new StopResult(1, 0, 0));
    }

    /** A deploy that says {@code terminate} in the Web UI sends SIGTERM, too. */
    @Test
    void theFirstStopAfterATerminateOfTheServerSkipsNothing() throws Exception {
        Worker worker = start(worker().shutdownTimeout(Duration.ofHours(1)));
        server.push("stubborn");
        awaitStarted(1);
        server.terminate(worker.wid());
        server.await("the stop", now -> worker.state() == WorkerState.STOPPING);

        CompletableFuture<StopResult> stopped = worker.stop();
        released.countDown();
        server.endFetches();

        assertThat(await(stopped)).isEqualTo(new StopResult(0, 0, 0));
    }
}
