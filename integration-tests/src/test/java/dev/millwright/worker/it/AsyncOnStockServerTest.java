package dev.millwright.worker.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.CancelResult;
import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.Job;
import dev.millwright.worker.JobOptions;
import dev.millwright.worker.RetryPolicy;
import dev.millwright.worker.ServerAddress;
import dev.millwright.worker.StopResult;
import dev.millwright.worker.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** Functions that wait without a thread, on a real server and by the real clock: what it sees of each end. */
@OnStockServer
@Timeout(120)
class AsyncOnStockServerTest {
    private static final int SLOTS = 2_000;

    private final CompletableFuture<String> open = new CompletableFuture<>();
    private ServerView view;
    private FaktoryClient client;
    private Worker worker;

    @BeforeEach
    void start(StockServer server) {
        ServerAddress address = ServerAddress.parse(server.url());
        view = new ServerView(server);
        client = FaktoryClient.connect(address);
        worker = Worker.builder()
                .server(address)
                .concurrency(SLOTS)
                .shutdownTimeout(Duration.ZERO)
                .cleanupGrace(Duration.ofSeconds(30))
                .registerAsync("doze", context -> context.signal().delay(Duration.ofMillis(10)))
                .registerAsync("sleep", context -> context.signal().delay(Duration.ofHours(1)))
                .registerAsync("stubborn", context -> open.minimalCompletionStage())
                .registerAsync(
                        "fail", context -> CompletableFuture.failedFuture(new IllegalStateException("on purpose")))
                .registerAsync(
                        "flaky",
                        JobOptions.DEFAULT.withRetry(RetryPolicy.DEFAULT.withInitial(Duration.ofMillis(50))),
                        context -> context.attempt() == 1
                                ? CompletableFuture.failedFuture(new IllegalStateException("at first"))
                                : context.signal().delay(Duration.ofMillis(1)))
                .build();
        worker.start();
    }

    @AfterEach
    void close() {
        open.complete("done");
        worker.close();
        client.close();
        view.close();
    }

    private List<String> push(String jobtype, int count) {
        List<Job> jobs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            jobs.add(Job.builder(jobtype).backtrace(20).build());
        }
        assertThat(client.pushBulk(jobs)).isEmpty();
        return jobs.stream().map(Job::jid).toList();
    }

    private String waiting(String jobtype) {
        String jid = push(jobtype, 1).get(0);
        view.until(now -> worker.runningJobs().stream()
                .anyMatch(job -> job.job().jid().equals(jid) && job.awaits().isPresent()));
        return jid;
    }

    @Test
    void manyAreDone() {
        push("doze", 5_000);
        push("flaky", 100);

        view.until(now -> now.processed() == 5_100);
        assertThat(view.retries()).isEmpty();
        assertThat(view.reserved()).isZero();
    }

    @Test
    void oneThatFailsIsRetriedByTheServer() {
        String jid = push("fail", 1).get(0);

        view.until(now -> now.retries().size() == 1);

        JsonNode job = view.retries().get(0);
        assertThat(job.path("jid").asString()).isEqualTo(jid);
        assertThat(job.path("failure").path("errtype").asString()).isEqualTo("java.lang.IllegalStateException");
    }

    @Test
    void aCancelFromAnywhereKillsIt() {
        String jid = waiting("sleep");
        assertThat(client.cancel(jid)).isEqualTo(CancelResult.CANCELLED);

        view.until(now -> now.dead().size() == 1);

        JsonNode failure = view.dead().get(0).path("failure");
        assertThat(failure.path("errtype").asString()).isEqualTo("JobCancelled");
        assertThat(failure.path("backtrace").path(0).asString()).startsWith("waits asynchronously for ");
    }

    @Test
    void aStopInterruptsAllThatWait() throws Exception {
        push("sleep", SLOTS - 1);
        waiting("stubborn");
        view.until(now -> worker.runningJobs().size() == SLOTS);

        CompletableFuture<StopResult> stopped = worker.stop();
        view.until(now -> now.retries().size() == SLOTS);
        assertThat(stopped).as("one goes on").isNotDone();
        open.complete("cleaned up");

        assertThat(stopped.get(60, TimeUnit.SECONDS)).isEqualTo(new StopResult(SLOTS, 0, 0));
        assertThat(view.reserved()).isZero();
    }
}
