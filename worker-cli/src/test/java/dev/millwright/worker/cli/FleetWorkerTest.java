package dev.millwright.worker.cli;

import static dev.millwright.worker.cli.WorkerPages.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.testtools.OnRedis;
import dev.millwright.testtools.RedisServer;
import dev.millwright.worker.fleet.FleetAddress;
import dev.millwright.worker.fleet.FleetClient;
import dev.millwright.worker.testkit.DevServer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code run --fleet}, seen from its pages. */
@OnRedis
@Timeout(120)
class FleetWorkerTest {
    private final DevServer server = DevServer.start();
    private final RedisServer redis = RedisServer.start();
    private final WorkerPages pages = new WorkerPages();

    @AfterEach
    void close() {
        pages.close();
        server.close();
        redis.close();
    }

    @Test
    void itsPagesShowTheGroupAndAStoreThatIsAway() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch finish = new CountDownLatch(1);
        CompletableFuture<CommandLineRun> run = CompletableFuture.supplyAsync(() -> CommandLineRun.of(
                Map.of("MILLWRIGHT_FLEET", redis.url(), "FAKTORY_URL", server.url()),
                jobs -> jobs.register("wait", context -> {
                    running.countDown();
                    finish.await();
                }),
                "run",
                "--metrics-port",
                "0",
                "--worker-version",
                "1.4.2",
                "--log-level",
                "info"));
        server.push("wait");
        assertThat(running.await(30, TimeUnit.SECONDS)).isTrue();
        String base = pages.url();
        try (FleetClient client = FleetClient.connect(FleetAddress.parse(redis.url()), "default")) {
            while (client.workers().isEmpty()) {
                Thread.onSpinWait();
            }
            assertThat(client.workers().get(0).version()).isEqualTo("1.4.2");
        }
        while (!get(base + "/fleet").body().contains("\"store\":\"there\"")) {
            Thread.onSpinWait();
        }

        assertThat(get(base + "/fleet").body()).contains("\"group\":\"default\",\"member\":true", "\"why\":null");
        assertThat(get(base + "/jobs").body()).contains("\"jobtype\":\"wait\"", "\"group\":\"default\"");
        assertThat(get(base + "/metrics").body())
                .contains("millwright_fleet_store_away{group=\"default\"} 0.0")
                .contains("millwright_fleet_member{group=\"default\"} 1.0");

        redis.kill();
        while (!get(base + "/metrics").body().contains("millwright_fleet_store_away{group=\"default\"} 1.0")) {
            Thread.onSpinWait();
        }
        assertThat(get(base + "/fleet").body()).contains("\"store\":\"away\",\"why\":\"the fleet's store at redis://");
        while (get(base + "/readyz").statusCode() != 200) {
            Thread.onSpinWait(); // by the server's heartbeat alone
        }
        finish.countDown();
        server.terminate(server.workers().get(0).wid());
        server.endFetches();
        assertThat(run.get(60, TimeUnit.SECONDS)).isEqualTo(new CommandLineRun(0, "", ""));
    }

    @Test
    void aDryRunAsksTheStoreOnce() {
        String[] command = {"run", "--sample-jobs", "--dry-run", "--fleet", redis.url(), "--group", "g"};

        CommandLineRun run = CommandLineRun.of(Map.of("FAKTORY_URL", server.url()), command);
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("fleet     " + redis.url() + ", group g (0 workers)");
        redis.kill();
        CommandLineRun away = CommandLineRun.of(Map.of("FAKTORY_URL", server.url()), command);
        assertThat(away.exitCode()).isEqualTo(3);
        assertThat(away.err()).contains("cannot be reached");
    }
}
