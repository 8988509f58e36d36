package dev.millwright.worker.cli.internal.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.Worker;
import dev.millwright.worker.WorkerPool;
import dev.millwright.worker.testkit.DevServer;
import dev.millwright.worker.testkit.FaktoryTest;
import dev.millwright.worker.testkit.Jobs;
import dev.millwright.worker.testkit.WorkerSetup;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code /pools}: the names that scripts rely on, and what is refused. */
@FaktoryTest
@Timeout(60)
class PoolsOverHttpTest extends OverHttp {
    @Override
    String tokenText() {
        return "sesame";
    }

    @WorkerSetup
    void functions(Worker.Builder worker) {
        worker.concurrency(10)
                .pool("bulk", 5, "low,1", "slow,2")
                .register("wait", context -> new CountDownLatch(1).await());
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return send("POST", path, body, "Authorization", "Bearer sesame");
    }

    private JsonNode posted(String path, String body) throws Exception {
        HttpResponse<String> response = post(path, body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        return JsonMapper.shared().readTree(response.body());
    }

    private JsonNode listed() throws Exception {
        return JsonMapper.shared().readTree(send("GET", "/pools", "").body());
    }

    @Test
    void poolsAreListed(Jobs jobs, DevServer server) throws Exception {
        jobs.awaitStarted(server.pushTo("low", "wait"));

        HttpResponse<String> response = send("GET", "/pools", "");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(response.body())
                .isEqualTo("[{\"name\":\"default\",\"slots\":10,\"used\":0,\"waiting\":0,\"queues\":[\"default\"],"
                        + "\"state\":\"running\",\"paused_queues\":[]},"
                        + "{\"name\":\"bulk\",\"slots\":5,\"used\":1,\"waiting\":0,\"queues\":[\"low\",\"slow\"],"
                        + "\"state\":\"running\",\"paused_queues\":[]}]\n");
    }

    @Test
    void aPoolIsResized(Worker worker) throws Exception {
        JsonNode state = posted("/pools/bulk", "{\"slots\":50}");

        assertThat(state.path("name").asString()).isEqualTo("bulk");
        assertThat(state.path("slots").intValue()).isEqualTo(50);
        assertThat(state.path("changed_by").asString()).isEqualTo("http");
        assertThat(state.path("change").asString()).isEqualTo("50 slots instead of 5");
        assertThat(Instant.parse(state.path("changed_at").asString())).isBeforeOrEqualTo(Instant.now());
        assertThat(worker.pool("bulk").slots()).isEqualTo(50);
        assertThat(worker.pool("").slots()).isEqualTo(10);

        assertThat(posted("/pools/default", "{\"slots\":0}").path("state").asString())
                .isEqualTo("paused");
        assertThat(listed().get(0).path("slots").intValue()).isZero();
    }

    @Test
    void aPoolIsPausedAndResumed() throws Exception {
        JsonNode paused = posted("/pools/bulk/pause", "");
        assertThat(paused.path("state").asString()).isEqualTo("paused");
        assertThat(paused.has("paused_until")).isFalse();

        JsonNode longer = posted("/pools/bulk/pause", "{\"for\":\"30s\",\"why\":\"the provider\\nis down\"}");
        Instant since = Instant.parse(longer.path("paused_since").asString());
        assertThat(Instant.parse(longer.path("paused_until").asString())).isEqualTo(since.plusSeconds(30));
        assertThat(longer.path("why").asString()).isEqualTo("the provider\nis down");
        assertThat(longer.path("paused_by").asString()).isEqualTo("http");

        Instant end = Instant.now().plus(Duration.ofHours(1));
        assertThat(posted("/pools/bulk/pause", "{\"until\":\"" + end + "\"}")
                        .path("paused_until")
                        .asString())
                .isEqualTo(end.toString());
        assertThat(listed().get(0).path("state").asString()).isEqualTo("running");
        assertThat(posted("/pools/bulk/resume", "").path("state").asString()).isEqualTo("running");
    }

    @Test
    void aQueueIsPausedAndResumed(Worker worker) throws Exception {
        JsonNode paused = posted("/pools/bulk/pause", "{\"queue\":\"low\",\"for\":\"1h\"}");
        assertThat(paused.path("state").asString()).isEqualTo("running");
        JsonNode queue = paused.path("paused_queues").get(0);
        assertThat(queue.path("queue").asString()).isEqualTo("low");
        assertThat(queue.has("paused_until")).isTrue();

        assertThat(posted("/pools/bulk/pause", "{\"queue\":\"slow\"}")
                        .path("state")
                        .asString())
                .isEqualTo("paused");
        posted("/pools/bulk/resume", "{\"queue\":\"low\"}");

        assertThat(worker.pool("bulk").pausedQueues()).containsOnlyKeys("slow");
    }

    @Test
    void aQuietWorkersPoolsAreQuiet(Worker worker) throws Exception {
        worker.quiet();

        assertThat(listed().get(0).path("state").asString()).isEqualTo("quiet");
        assertThat(posted("/pools/bulk", "{\"slots\":50}").path("state").asString())
                .isEqualTo("quiet");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/pools/bulk        | {\"slots\":-1}                   | pool bulk can have 0 to 10000 slots, not -1",
                "/pools/bulk        | {\"slots\":10001}                | pool bulk can have 0 to 10000 slots, not 10001",
                "/pools/bulk        | {\"slots\":99999999999999999999} | slots must be a whole number, not 9999",
                "/pools/bulk        | {\"slots\":5.5}                  | slots must be a whole number, not 5.5",
                "/pools/bulk        | {\"slots\":\"5\"}                | slots must be a whole number, not \"5\"",
                "/pools/bulk        | {\"slots\":null}                 | slots must be a whole number, not null",
                "/pools/bulk        | {}                               | slots must be a whole number: send {\"slots\":10}",
                "/pools/bulk        | ``                               | slots must be a whole number: send {\"slots\":10}",
                "/pools/bulk        | {\"slot\":5}                     | unknown field 'slot': there is slots",
                "/pools/bulk        | {\"slots\":5,\"slots\":6}        | the body is no JSON",
                "/pools/bulk        | {\"slots\":5} {}                 | the body is no JSON",
                "/pools/bulk        | {\"slots\":                      | the body is no JSON",
                "/pools/bulk        | 5                                | the body is no JSON object: send one with slots",
                "/pools/bulk        | null                             | the body is no JSON object",
                "/pools/bulk        | [{\"slots\":5}]                  | the body is no JSON object",
                "/pools/bulk/pause  | {\"for\":\"soon\"}               | 'soon' is not a duration: write 500ms, 25s",
                "/pools/bulk/pause  | {\"for\":\"0s\"}                 | a pause takes more than no time",
                "/pools/bulk/pause  | {\"for\":5}                      | for must be a text, not 5",
                "/pools/bulk/pause  | {\"until\":\"tomorrow\"}         | until must be a moment such as",
                "/pools/bulk/pause  | {\"until\":\"2020-01-01T00:00:00Z\"} | is past",
                "/pools/bulk/pause  | {\"until\":\"2030-01-01T00:00:00Z\",\"for\":\"1s\"} | send until or for, not both",
                "/pools/bulk/pause  | {\"queue\":\"default\"}          | this pool has no queue 'default'",
                "/pools/bulk/pause  | {\"reason\":\"x\"}               | unknown field 'reason': there is until, for, why",
                "/pools/bulk/resume | {\"queue\":\"a\\nb\"}            | this pool has no queue 'a\\nb'",
                "/pools/bulk/resume | {\"why\":\"x\"}                  | unknown field 'why': there is queue"
            })
    void badBodiesAreOneLineAndChangeNothing(String path, String body, String line, Worker worker) throws Exception {
        HttpResponse<String> response = post(path, body);

        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(response.body().lines()).singleElement().asString().contains(line);
        assertThat(worker.pools()).allSatisfy(pool -> {
            assertThat(pool.lastChange()).isEmpty();
            assertThat(pool.state()).isEqualTo(WorkerPool.State.RUNNING);
        });
    }

    @Test
    void aHugeBodyIsNotRead() throws Exception {
        HttpResponse<String> response = post("/pools/bulk", "{\"slots\":" + " ".repeat(100_000) + "5}");

        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(response.body()).isEqualTo("the body is larger than 65536 bytes: send less\n");
    }

    @Test
    void anUnknownPoolNamesThoseThereAre() throws Exception {
        for (String path : new String[] {"/pools/bluk", "/pools/bluk/pause", "/pools/bluk/resume"}) {
            HttpResponse<String> response = post(path, "{\"slots\":5}");
            assertThat(response.statusCode()).isEqualTo(404);
            assertThat(response.body()).isEqualTo("there is no pool 'bluk': there is default, bulk\n");
        }
        assertThat(post("/pools/a%0Ab", "{}").body()).isEqualTo("there is no pool 'a\\nb': there is default, bulk\n");
    }

    @Test
    void onlyWhoHasTheTokenChangesThem(Worker worker) throws Exception {
        for (String path : new String[] {"/pools/bulk", "/pools/bulk/pause", "/pools/bulk/resume", "/pools/bluk"}) {
            assertThat(send("POST", path, "{\"slots\":6}").statusCode()).isEqualTo(401);
            assertThat(send("POST", path, "{\"slots\":6}", "Authorization", "Bearer other")
                            .statusCode())
                    .isEqualTo(401);
            HttpResponse<String> read = send("GET", path, "", "Authorization", "Bearer sesame");
            assertThat(read.statusCode()).isEqualTo(405);
            assertThat(read.headers().firstValue("Allow")).contains("POST");
        }
        try (AdminServer closed = AdminServer.open(anyPort(), worker, measurements, null, null)) {
            HttpResponse<String> off =
                    send(closed, "POST", "/pools/bulk", "{\"slots\":6}", "Authorization", "Bearer sesame");
            assertThat(off.statusCode()).isEqualTo(403);
            assertThat(off.body().lines()).singleElement().asString().contains("--admin-token-file");
            assertThat(send(closed, "GET", "/pools", "").statusCode()).isEqualTo(200);
        }
        assertThat(worker.pool("bulk").lastChange()).isEmpty();
        assertThat(send("POST", "/pools", "{}", "Authorization", "Bearer sesame")
                        .statusCode())
                .isEqualTo(405);
    }
}
