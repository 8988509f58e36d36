package dev.millwright.worker.cli.internal.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millwright.worker.Job;
import dev.millwright.worker.Worker;
import dev.millwright.worker.testkit.DevServer;
import dev.millwright.worker.testkit.FaktoryTest;
import dev.millwright.worker.testkit.Jobs;
import dev.millwright.worker.testkit.WorkerSetup;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.hawkular.agent.prometheus.text.TextPrometheusMetricsProcessor;
import org.hawkular.agent.prometheus.types.Counter;
import org.hawkular.agent.prometheus.types.Gauge;
import org.hawkular.agent.prometheus.types.Histogram;
import org.hawkular.agent.prometheus.types.MetricFamily;
import org.hawkular.agent.prometheus.walkers.CollectorPrometheusMetricsWalker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The HTTP server beside a worker on the embedded server, asked over real sockets. */
@FaktoryTest
@Timeout(60)
class AdminServerTest extends OverHttp {
    @WorkerSetup
    void functions(Worker.Builder worker) {
        worker.listener(measurements.listener());
        worker.register("fine", context -> {});
        worker.register("wait", context -> {
            context.progress(3, 10, "three\nof ten");
            new CountDownLatch(1).await();
        });
    }

    @Test
    void beforeTheFirstMinuteIsOverThereIsNoLastReport(Jobs jobs) throws Exception {
        jobs.run(Job.of("fine"));

        HttpResponse<String> response = ask("GET", "/report");

        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        JsonNode report = JsonMapper.shared().readTree(response.body());
        assertThat(report.get("last").isNull()).isTrue();
        JsonNode current = report.path("current");
        assertThat(current.path("total").path("completed").asInt()).isEqualTo(1);
        assertThat(current.path("pools").get(0).path("name").asString()).isEqualTo("default");
        assertThat(Instant.parse(current.path("until").asString()))
                .isAfter(Instant.parse(current.path("from").asString()));
        assertThat(ask("POST", "/report").statusCode()).isEqualTo(405);
    }

    private HttpResponse<String> ask(String method, String path, String... headers) throws Exception {
        return send(method, path, "", headers);
    }

    private Map<String, MetricFamily> scrape() throws Exception {
        HttpResponse<String> response = ask("GET", "/metrics");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("text/plain; version=0.0.4; charset=utf-8");
        var walker = new CollectorPrometheusMetricsWalker();
        var text = new ByteArrayInputStream(response.body().getBytes(StandardCharsets.UTF_8));
        new TextPrometheusMetricsProcessor(text, walker).walk();
        return walker.getAllMetricFamilies().stream()
                .collect(Collectors.toMap(MetricFamily::getName, Function.identity()));
    }

    @Test
    void prometheusCanReadTheMetrics(Jobs jobs, DevServer server) throws Exception {
        jobs.awaitOutcome(server.push("fine"));
        jobs.awaitOutcome(server.push("unheard-of"));
        jobs.awaitStarted(server.push("wait"));

        Map<String, MetricFamily> families = scrape();

        Histogram ran =
                (Histogram) families.get("millwright_jobs_seconds").getMetrics().get(0);
        assertThat(ran.getLabels()).isEqualTo(Map.of("jobtype", "fine", "queue", "default", "outcome", "acked"));
        assertThat(ran.getSampleCount()).isEqualTo(1);
        assertThat(ran.getBuckets()).hasSize(11);
        Counter refused = (Counter)
                families.get("millwright_jobs_refused_total").getMetrics().get(0);
        assertThat(refused.getValue()).isEqualTo(1);
        Gauge used = (Gauge) families.get("millwright_slots_used").getMetrics().get(0);
        assertThat(used.getValue()).isEqualTo(1);
        assertThat(families)
                .containsKeys(
                        "millwright_slots",
                        "millwright_reports_pending",
                        "millwright_reports_retried_total",
                        "millwright_reports_dropped_total",
                        "millwright_reconnects_total",
                        "millwright_signals_total",
                        "millwright_fetches_seconds",
                        "millwright_heartbeat_age_seconds",
                        "jvm_memory_used_bytes");
    }

    private void awaitReady() throws Exception {
        while (ask("GET", "/readyz").statusCode() != 200) {
            Thread.onSpinWait(); // its lanes connect
        }
    }

    @Test
    void probesFollowTheServer(DevServer server) throws Exception {
        awaitReady();

        server.crash();

        HttpResponse<String> away = ask("GET", "/readyz");
        while (away.statusCode() == 200) {
            away = ask("GET", "/readyz"); // the worker has not heard of it yet
        }
        assertThat(away.statusCode()).isEqualTo(503);
        assertThat(away.body())
                .isIn("not ready: no connection to the server\n", "not ready: none of the 10 lanes is connected\n");
        assertThat(ask("GET", "/livez").body()).isEqualTo("ok\n");

        server.restart();

        awaitReady();
    }

    @Test
    void probesFollowTheWorker(Worker worker) throws Exception {
        awaitReady();

        worker.quiet();

        HttpResponse<String> quiet = ask("GET", "/readyz");
        assertThat(quiet.statusCode()).isEqualTo(503);
        assertThat(quiet.body()).isEqualTo("not ready: quiet, fetches no more jobs\n");
        assertThat(ask("GET", "/livez").statusCode()).isEqualTo(200);

        worker.close();

        assertThat(ask("GET", "/livez").statusCode()).isEqualTo(503);
    }

    @Test
    void runningJobsAreListed(Jobs jobs, DevServer server) throws Exception {
        assertThat(ask("GET", "/jobs").body()).isEqualTo("[]\n");
        String jid = server.push("wait", "a secret arg");
        jobs.awaitStarted(jid);

        HttpResponse<String> response = ask("GET", "/jobs");

        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(response.body()).doesNotContain("secret");
        JsonNode list = JsonMapper.shared().readTree(response.body());
        assertThat(list).hasSize(1);
        JsonNode job = list.get(0);
        assertThat(job.path("jid").asString()).isEqualTo(jid);
        assertThat(job.path("jobtype").asString()).isEqualTo("wait");
        assertThat(job.path("queue").asString()).isEqualTo("default");
        assertThat(Instant.parse(job.path("deadline").asString()))
                .isAfter(Instant.parse(job.path("since").asString()));
        assertThat(job.path("thread_state").asString()).isIn("RUNNABLE", "WAITING");
        assertThat(job.has("signalled")).isFalse();
    }

    @Test
    void aJobSaysHowFarItIs(Jobs jobs, DevServer server, Worker worker) throws Exception {
        String jid = server.push("wait");
        jobs.awaitStarted(jid);
        server.await(
                "its progress",
                it -> worker.runningJobs().stream()
                        .allMatch(job -> job.progress().isPresent()));

        JsonNode listed =
                JsonMapper.shared().readTree(ask("GET", "/jobs").body()).get(0).path("progress");
        JsonNode shown = JsonMapper.shared().readTree(ask("GET", "/jobs/" + jid).body());

        assertThat(listed.path("done").asLong()).isEqualTo(3);
        assertThat(listed.path("total").asLong()).isEqualTo(10);
        assertThat(listed.path("text").asString()).isEqualTo("three\\nof ten");
        assertThat(shown.path("progress")).isEqualTo(listed);
        assertThat(shown.path("status").asString()).isEqualTo("running");
        assertThat(shown.path("attempt").asInt()).isEqualTo(1);
        assertThat(shown.path("since").asString()).isNotEmpty();
        HttpResponse<String> unknown = ask("GET", "/jobs/nobody-knows");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).isEqualTo("this worker does not run a job nobody-knows: see /jobs\n");
    }

    @Test
    void whoHasTheTokenCancelsAJob(Jobs jobs, DevServer server) throws Exception {
        String jid = server.push("wait");
        jobs.awaitStarted(jid);

        HttpResponse<String> response = ask("POST", "/jobs/" + jid + "/cancel", "Authorization", "Bearer sesame");

        assertThat(response.statusCode()).isEqualTo(202);
        jobs.awaitOutcome(jid);
        server.await("the job in Dead", it -> it.dead().size() == 1);
    }

    @Test
    void nobodyElseDoes(Jobs jobs, DevServer server, Worker worker) throws Exception {
        String jid = server.push("wait");
        jobs.awaitStarted(jid);
        String path = "/jobs/" + jid + "/cancel";

        HttpResponse<String> without = ask("POST", path);
        assertThat(without.statusCode()).isEqualTo(401);
        assertThat(without.headers().firstValue("WWW-Authenticate")).contains("Bearer");
        for (String wrong : new String[] {"Bearer sesam", "Bearer sesame2", "Bearer", "Basic sesame", "sesame"}) {
            assertThat(ask("POST", path, "Authorization", wrong).statusCode())
                    .as(wrong)
                    .isEqualTo(401);
        }
        assertThat(ask("GET", path, "Authorization", "Bearer sesame").statusCode())
                .isEqualTo(405);
        try (AdminServer closed = AdminServer.open(anyPort(), worker, measurements, null, null)) {
            HttpResponse<String> off = send(closed, "POST", path, "", "Authorization", "Bearer sesame");
            assertThat(off.statusCode()).isEqualTo(403);
            assertThat(off.body()).contains("--admin-token-file");
        }
        assertThat(worker.runningJobs())
                .singleElement()
                .satisfies(job -> assertThat(job.signalled()).isEmpty());
    }

    @Test
    void whatIsNotThereIsOneLine() throws Exception {
        HttpResponse<String> nowhere = ask("GET", "/");
        assertThat(nowhere.statusCode()).isEqualTo(404);
        assertThat(nowhere.body().lines()).singleElement().asString().contains("/metrics");

        HttpResponse<String> noJob = ask("POST", "/jobs/a%2Fb+c/cancel", "Authorization", "Bearer sesame");
        assertThat(noJob.statusCode()).isEqualTo(404);
        assertThat(noJob.body()).isEqualTo("this worker does not run a job a/b+c: see /jobs\n");

        HttpResponse<String> wrongMethod = ask("DELETE", "/jobs");
        assertThat(wrongMethod.statusCode()).isEqualTo(405);
        assertThat(wrongMethod.headers().firstValue("Allow")).contains("GET");
        assertThat(ask("HEAD", "/metrics").body()).isEmpty();
    }

    @Test
    void aTakenPortIsRefused(Worker worker) {
        InetSocketAddress taken = new InetSocketAddress(
                InetAddress.getLoopbackAddress(), URI.create(http.url()).getPort());

        assertThatThrownBy(() -> AdminServer.open(taken, worker, measurements, null, null))
                .isInstanceOf(IOException.class);
    }

    @Test
    void anEmptyTokenFileLetsNobodyIn() throws IOException {
        Path empty = Files.writeString(directory.resolve("empty"), " \n");

        assertThatThrownBy(() -> AdminToken.read(empty)).isInstanceOf(IOException.class);
    }
}
