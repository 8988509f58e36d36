package dev.millwright.worker.testkit.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.Job;
import dev.millwright.worker.JobListener;
import dev.millwright.worker.ServerAddress;
import dev.millwright.worker.StopResult;
import dev.millwright.worker.Worker;
import dev.millwright.worker.testkit.DevServer;
import dev.millwright.worker.testkit.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a worker says of itself: whether it fetches, and whether that is its own fault. */
class HealthTest extends WorkerTest {
    private final ManualClock clock = new ManualClock();
    private final List<Worker> workers = new ArrayList<>();

    /** Ends the workers while time passes, as their reports wait for it. */
    @AfterEach
    void stop() {
        released.countDown();
        server.acceptConnections();
        for (Worker worker : workers) {
            CompletableFuture<StopResult> stopped = worker.stop();
            awaitWhileTimePasses(now -> {
                now.endFetches();
                return stopped.isDone();
            });
        }
    }

    private Worker startOnManualClock(Worker.Builder builder) {
        Worker worker = start(builder.clock(clock));
        workers.add(worker);
        return worker;
    }

    private void awaitWhileTimePasses(Predicate<DevServer> condition) {
        advanceUntil(clock, Duration.ofMinutes(5), condition);
    }

    private void awaitReady(Worker worker) {
        awaitWhileTimePasses(now -> worker.status().notReady().isEmpty());
    }

    private void awaitNotReady(Worker worker, String why) {
        server.await("the reason", now -> worker.status().notReady().equals(Optional.of(why)), LIMIT);
    }

    /** Second by second, as the worker looks once a second. */
    private void pass(Duration time) {
        for (long second = 0; second < time.toSeconds(); second++) {
            clock.advance(Duration.ofSeconds(1));
        }
    }

    @Test
    void isNotReadyWhileTheServerIsAwayAndNotStalledEither() {
        Worker worker = startOnManualClock(worker());
        awaitReady(worker);

        server.crash();
        awaitNotReady(worker, "no connection to the server");
        pass(Duration.ofMinutes(3));
        assertThat(worker.status().stalled()).isEmpty();

        server.restart();
        awaitReady(worker);
    }

    @Test
    void isNotReadyWhileTheServerRefusesFetchAndNotStalledEither() {
        Worker worker = startOnManualClock(worker());
        awaitReady(worker);

        server.faults().on("FETCH").always().error("context deadline exceeded");
        awaitNotReady(worker, "the server answers FETCH with ERR context deadline exceeded");
        pass(Duration.ofMinutes(3));
        assertThat(worker.status().stalled()).isEmpty();

        server.faults().clear();
        awaitReady(worker);
    }

    @Test
    void isReadyWhileItsQueueIsPaused() {
        Worker worker = startOnManualClock(worker());
        try (FaktoryClient client = FaktoryClient.connect(ServerAddress.parse(server.url()))) {
            client.push(Job.of("noop"));
            awaitAcks(1); // an unknown queue cannot be paused
            client.pauseQueues("default");
        }
        pass(Duration.ofMinutes(3));

        awaitReady(worker);
        assertThat(worker.status().stalled()).isEmpty();
    }

    @Test
    void isReadyWhileOneOfItsPoolsIsPausedButNotWhileAllAre() {
        Worker worker = startOnManualClock(worker().pool("bulk", 2, "low"));
        worker.pool("bulk").pause("a test");
        pass(Duration.ofMinutes(3));

        awaitReady(worker);
        assertThat(worker.status().stalled()).isEmpty();
        worker.pool("").resize(0);
        // While time passes: the lane that stays may be about to connect again.
        awaitWhileTimePasses(now -> worker.status().notReady().equals(Optional.of("all pools are paused")));
        pass(Duration.ofMinutes(3));

        assertThat(worker.status().stalled()).isEmpty();
        worker.pool("").resize(2);
        awaitReady(worker);
    }

    @Test
    void isReadyWithAllSlotsTaken() throws Exception {
        Worker worker = startOnManualClock(worker());
        server.push("stubborn");
        server.push("stubborn");
        awaitStarted(2);
        pass(Duration.ofMinutes(3));

        // Where time passes faster than heartbeats are answered, a connection is replaced.
        server.await("readiness", now -> worker.status().notReady().isEmpty());
    }

    @Test
    void isStalledWhenTheThreadOfItsLanesIsStuck() {
        Worker worker = startOnManualClock(worker().listener(new JobListener() {
            @Override
            public void onFetched(Duration waited, boolean gotJob) {
                awaitRelease();
            }
        }));
        server.await("a FETCH to be answered", now -> now.commands("FETCH").size() == 2, LIMIT);
        server.endFetches();

        awaitWhileTimePasses(now -> worker.status()
                .stalled()
                .filter(why -> why.startsWith("the thread that drives the lanes has done nothing for"))
                .isPresent());
        assertThat(worker.status().notReady()).isEqualTo(worker.status().stalled());
        released.countDown();
        server.await("its end", now -> worker.status().stalled().equals(Optional.empty()), LIMIT);
    }

    private void awaitRelease() {
        try {
            released.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void isStalledWhenItsExecutorRefusesJobs() {
        Worker worker = start(worker().executor(task -> {
            throw new RejectedExecutionException("shut down");
        }));
        for (int i = 0; i < 5; i++) {
            server.push("noop");
        }
        server.await("a stall", now -> worker.status().stalled().isPresent(), LIMIT);
        assertThat(worker.status().stalled())
                .hasValueSatisfying(why -> assertThat(why).contains("shut down"));
        assertThat(worker.status().notReady()).isEqualTo(worker.status().stalled());
    }
}
