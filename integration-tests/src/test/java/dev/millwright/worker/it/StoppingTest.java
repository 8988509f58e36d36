package dev.millwright.worker.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.Job;
import dev.millwright.worker.ServerAddress;
import dev.millwright.worker.StopResult;
import dev.millwright.worker.Worker;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** Real server, real clock: what a stop does to jobs that run, wait, or arrive in a last FETCH. */
@OnStockServer
@Timeout(120)
class StoppingTest {
    private final Events events = new Events();

    private Worker.Builder worker(StockServer server) {
        return Worker.builder()
                .server(ServerAddress.parse(server.url()))
                .concurrency(2)
                .listener(events);
    }

    private static void push(StockServer server, Job... jobs) {
        try (FaktoryClient client = FaktoryClient.connect(ServerAddress.parse(server.url()))) {
            assertThat(client.pushBulk(List.of(jobs))).isEmpty();
        }
    }

    @Test
    void interruptsWhatStillRunsAndFailsItBeforeItsCleanupIsOver(StockServer server) throws Exception {
        Worker worker = worker(server)
                .shutdownTimeout(Duration.ofMillis(50))
                .register("sleepy", context -> {
                    try {
                        sleepLikeALog();
                    } finally {
                        events.add("FINALLY");
                        // The cleanup that comes now begins after both jobs have been FAILed.
                        events.await("FAIL", 2);
                        events.add("CLEANUP");
                    }
                })
                .build();
        events.add("WORK");
        worker.start();
        push(server, Job.builder("sleepy").backtrace(20).build());
        events.await("START", 1);
        push(server, Job.builder("sleepy").backtrace(20).build());
        events.await("START", 2);

        events.add("STOP");
        StopResult result = worker.stop().get(60, TimeUnit.SECONDS);

        assertThat(events.all())
                .containsExactly(
                        "WORK", "FETCH", "START", "FETCH", "START", "STOP", "FINALLY", "FINALLY", "FAIL", "FAIL",
                        "CLEANUP", "CLEANUP", "EXIT");
        assertThat(result).isEqualTo(new StopResult(2, 0, 0));
        try (ServerView view = new ServerView(server)) {
            assertThat(view.size("working")).isZero();
            assertThat(view.retries()).hasSize(2).allSatisfy(job -> {
                JsonNode failure = job.path("failure");
                assertThat(failure.path("errtype").asString()).isEqualTo("JobInterrupted");
                assertThat(failure.path("message").asString()).contains("shutting down");
                assertThat(failure.path("backtrace").toString()).contains("StoppingTest.sleepLikeALog");
            });
        }
    }

    private static void sleepLikeALog() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    @RepeatedTest(3)
    void runsWhatALastFetchBrings(StockServer server) throws Exception {
        // An idle worker has a FETCH under way on every lane when it is stopped; jobs pushed then reach it.
        Worker worker =
                worker(server).concurrency(5).register("late", context -> {}).build();
        worker.start();
        push(server, Job.of("late"));
        events.await("ACK", 1); // went out together with the lane's next FETCH
        worker.quiet();
        push(server, IntStream.range(0, 20).mapToObj(i -> Job.of("late")).toArray(Job[]::new));

        assertThat(worker.stop().get(60, TimeUnit.SECONDS).clean()).isTrue();

        try (ServerView view = new ServerView(server)) {
            assertThat(view.size("working")).isZero();
            assertThat(view.processed() + view.queued("default")).isEqualTo(21);
        }
    }
}
