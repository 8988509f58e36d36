package dev.millwright.worker.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millwright.testtools.OnRedis;
import dev.millwright.testtools.RedisServer;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The packaged jar as a group of two processes, on a stock server and a real Redis. */
@OnStockServer
@OnRedis
@Timeout(300)
class FleetProcessTest {
    private RedisServer redis;
    private StockServer server;

    @BeforeEach
    void start(StockServer shared) {
        server = shared;
        redis = RedisServer.start();
    }

    @AfterEach
    void close() {
        redis.close();
    }

    private WorkerProcess run() {
        return WorkerProcess.start(
                "run",
                "--server",
                server.url(),
                "--sample-jobs",
                "--worker-version",
                "1.4.2",
                "--fleet",
                redis.url(),
                "--group",
                "billing");
    }

    /** What a command prints that ends with 0. */
    private JsonNode fleet(String command) {
        String all = "fleet " + command + " --output json --fleet " + redis.url() + " --group billing";
        try (WorkerProcess process = WorkerProcess.start(all.split(" "))) {
            assertThat(process.exitCode()).as(process.output()).isZero();
            // Before it there may be progress.
            return JsonMapper.shared().readTree(process.output().lines().reduce("", (before, line) -> line));
        }
    }

    private void push(String prefix, int count, String rest) {
        try (RawFaktory producer = server.producer()) {
            IntStream.range(0, count)
                    .forEach(i -> assertThat(producer.command("PUSH {\"jid\":\"" + prefix + "-jid-" + i
                                    + "\",\"queue\":\"default\",\"retry\":25," + rest + "}"))
                            .isEqualTo("+OK"));
        }
    }

    @Test
    void oneCommandCancelsAJobtypeInBothAndOnTheServer() {
        String later = ",\"at\":\"2099-01-01T00:00:00Z\"";
        push("sleep", 14, "\"jobtype\":\"sample.sleep\",\"args\":[600000]");
        push("later", 3, "\"jobtype\":\"sample.sleep\",\"args\":[600000]" + later);
        push(
                "other",
                1,
                "\"jobtype\":\"sample.noop\",\"args\":[{\"jid\":\"nested-jid\",\"queue\":\"default\",\"jobtype\":\"sample.sleep\","
                        + "\"created_at\":\"2020-01-01T00:00:00Z\"}]" + later);
        try (WorkerProcess one = run();
                WorkerProcess two = run();
                ServerView view = new ServerView(server)) {
            view.until(now -> now.size("working") == 14);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> fleet("workers").findValues("running").stream()
                                    .mapToLong(JsonNode::asLong)
                                    .sum()
                            == 14);
            JsonNode workers = fleet("workers");
            assertThat(workers).hasSize(2).allSatisfy(worker -> {
                assertThat(worker.path("state").asString()).isEqualTo("running");
                assertThat(worker.path("version").asString()).isEqualTo("1.4.2");
                assertThat(worker.path("running").asInt()).isPositive();
                assertThat(worker.path("pools").get(0).path("queues")).hasToString("[\"default\"]");
            });
            assertThat(workers.findValuesAsString("pid")).doesNotHaveDuplicates();

            JsonNode result = fleet("cancel --jobtype sample.sleep --sweep --server " + server.url() + " --yes");

            assertThat(result.path("state").asString()).isEqualTo("done");
            assertThat(result.path("matched").asInt()).isEqualTo(14);
            assertThat(result.path("cancelled").asInt()).isEqualTo(14);
            assertThat(result.path("acknowledged").asInt()).isEqualTo(2);
            assertThat(result.path("swept").path("scheduled")).hasToString("{\"before\":4,\"after\":1}");
            view.until(now -> now.size("dead") == 17 && now.size("working") == 0 && now.size("retries") == 0);
            assertThat(view.size("scheduled")).isEqualTo(1); // the job with another one in its args
            assertThat(fleet("operations").get(0).path("filter")).hasToString("{\"jobtype\":\"sample.sleep\"}");
            one.signal("TERM");
            two.signal("TERM");
            assertThat(one.exitCode()).as(one.output()).isZero();
            assertThat(two.exitCode()).as(two.output()).isZero();
        }
        assertThat(fleet("workers")).isEmpty();
    }
}
