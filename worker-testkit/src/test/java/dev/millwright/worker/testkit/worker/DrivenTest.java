package dev.millwright.worker.testkit.worker;

import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.Job;
import dev.millwright.worker.StopResult;
import dev.millwright.worker.Worker;
import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.testkit.DevServer;
import dev.millwright.worker.testkit.DevServerBuilder;
import dev.millwright.worker.testkit.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;

/** Workers for which time passes only when the test says so. */
abstract class DrivenTest extends WorkerTest {
    final ManualClock clock = new ManualClock();
    private final List<Worker> driven = new ArrayList<>();

    /** Where time passes faster than a FETCH is answered, its connection is given up, and a job would go with it. */
    @Override
    DevServerBuilder serverBuilder() {
        return super.serverBuilder().keepJobsOfLostFetches();
    }

    /** Starts a worker on the manual clock. */
    Worker drive(Worker.Builder builder) {
        return drive(builder, clock);
    }

    /** Starts a worker on a clock that the manual one drives. */
    Worker drive(Worker.Builder builder, WorkerClock around) {
        Worker worker = start(builder.clock(around));
        driven.add(worker);
        return worker;
    }

    /** Pushes a job that differs from the usual. */
    void push(Job job) {
        try (FaktoryClient client = FaktoryClient.connect(server.address())) {
            client.push(job);
        }
    }

    /** Waits, and lets time pass meanwhile, as reports wait for it for some milliseconds. */
    void awaitSoon(String what, Predicate<DevServer> condition) {
        server.await(
                what,
                now -> {
                    clock.advance(Duration.ofMillis(2));
                    return condition.test(now);
                },
                LIMIT);
    }

    /** Ends the workers while time passes. */
    @AfterEach
    void stopDriven() {
        released.countDown();
        server.acceptConnections();
        for (Worker worker : driven) {
            CompletableFuture<StopResult> stopped = worker.stop();
            advanceUntil(clock, Duration.ofMinutes(5), now -> {
                now.endFetches();
                return stopped.isDone();
            });
        }
    }
}
