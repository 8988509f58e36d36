package dev.millwright.worker.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.Job;
import dev.millwright.worker.JobContext;
import dev.millwright.worker.JobListener;
import dev.millwright.worker.JobOptions;
import dev.millwright.worker.JobOutcome;
import dev.millwright.worker.NonRetryableException;
import dev.millwright.worker.RetryPolicy;
import dev.millwright.worker.ServerAddress;
import dev.millwright.worker.StopResult;
import dev.millwright.worker.Worker;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Retry policies on the real server, which knows nothing of them. */
@OnStockServer
class RetryOnStockServerTest {
    private static final RetryPolicy SOON = RetryPolicy.DEFAULT.withInitial(Duration.ofMillis(100));

    private final StockServer server;
    private final ServerView view;
    private final FaktoryClient client;
    private final Queue<Integer> tries = new ConcurrentLinkedQueue<>();
    private final Queue<Duration> waits = new ConcurrentLinkedQueue<>();

    RetryOnStockServerTest(StockServer server) {
        this.server = server;
        this.view = new ServerView(server);
        this.client = FaktoryClient.connect(ServerAddress.parse(server.url()));
    }

    @BeforeEach
    void noTries() {
        tries.clear();
    }

    @AfterEach
    void close() {
        client.close();
        view.close();
    }

    private Worker start(RetryPolicy policy) {
        Worker worker = Worker.builder()
                .server(ServerAddress.parse(server.url()))
                .concurrency(20)
                .listener(new JobListener() {
                    @Override
                    public void onJobRetried(JobContext context, JobOutcome.Fail failure, Duration delay) {
                        waits.add(delay);
                    }
                })
                .register("flaky", JobOptions.DEFAULT.withRetry(policy), context -> {
                    tries.add(context.attempt());
                    if (context.attempt() <= context.arg(0, Integer.class)) {
                        throw new IllegalStateException("bad try " + context.attempt());
                    }
                })
                .register("final", JobOptions.DEFAULT.withRetry(policy), context -> {
                    throw new NonRetryableException("no such customer");
                })
                .build();
        worker.start();
        return worker;
    }

    @Test
    void inTheProcessTheServerHearsOfTheEndOnly() {
        try (Worker worker = start(SOON)) {
            client.push(Job.builder("flaky").args(3).retry(0).build());

            view.until(now -> now.processed() == 1);
            assertThat(tries).containsExactly(1, 2, 3, 4);
            assertThat(waits).hasSize(3);
            assertThat(worker.status().pools().get(0).waiting()).isZero();
            view.until(now -> now.reserved() == 0);
            assertThat(view.retries()).isEmpty();
        }
    }

    @Test
    void aJobWhoseTriesAreUsedUpIsInDeadAtOnce() {
        try (Worker worker = start(SOON)) {
            String flaky = client.push(Job.of("flaky", 99));
            String last = client.push(Job.of("final"));

            view.until(now -> now.size("dead") == 2);
            assertThat(view.dead()).extracting(job -> job.get("jid").asString()).containsExactlyInAnyOrder(flaky, last);
            assertThat(tries).containsExactly(1, 2, 3, 4, 5);
            assertThat(worker.status().pendingReports()).isZero();
        }
    }

    @Test
    void aLongerWaitGoesThroughTheScheduledSetAndIsCounted() {
        try (Worker worker = start(SOON.withInitial(Duration.ofSeconds(10)).withRandom(() -> 1L << 63))) {
            String jid = client.push(Job.of("flaky", 1));

            view.until(now -> now.size("scheduled") == 1 && now.reserved() == 0);
            JsonNode next = view.scheduled().get(0);
            assertThat(next.get("jid").asString()).isEqualTo(jid);
            assertThat(next.at("/custom/millwright_retry/failures").asInt()).isEqualTo(1);
            assertThat(next.at("/custom/millwright_retry/message").asString()).isEqualTo("bad try 1");

            view.until(now -> now.size("scheduled") == 0 && now.processed() == 2 && now.reserved() == 0);
            assertThat(tries).containsExactly(1, 2);
            assertThat(worker.status().pendingReports()).isZero();
        }
    }

    @Test
    void aStopGivesBackAllThatWait() throws Exception {
        Worker worker = start(SOON.withInitial(Duration.ofSeconds(9)).withRandom(() -> 1L << 63));
        List<String> jids = IntStream.range(0, 200)
                .mapToObj(i -> client.push(Job.of("flaky", 1)))
                .toList();
        view.until(now -> worker.status().pools().get(0).waiting() == 200);

        StopResult result = worker.stop().get(60, TimeUnit.SECONDS);

        assertThat(result).isEqualTo(new StopResult(0, 0, 0));
        assertThat(view.reserved()).isZero();
        assertThat(view.scheduled())
                .extracting(job -> job.get("jid").asString())
                .containsExactlyInAnyOrderElementsOf(jids);
        assertThat(view.retries()).isEmpty();
        assertThat(view.queued("default")).isZero();
    }
}
