package dev.millwright.worker.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.Job;
import dev.millwright.worker.JobType;
import dev.millwright.worker.ServerAddress;
import dev.millwright.worker.Worker;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** Jobs as other programs push them, by hand on a raw socket: each ends as ACK or FAIL, and the worker lives. */
@OnStockServer
@Timeout(120)
class OddJobsTest {
    record Point(int x, int y) {}

    private final Map<String, Job> seen = new ConcurrentHashMap<>();
    private Worker worker;
    private RawFaktory producer;
    private ServerView view;

    @BeforeEach
    void start(StockServer server) {
        worker = Worker.builder()
                .server(ServerAddress.parse(server.url()))
                .concurrency(3)
                .register("odd", context -> seen.put(context.jid(), context.job()))
                .register("error", context -> {
                    throw new StackOverflowError("on purpose");
                })
                .register("nameless", context -> {
                    throw new Exception() {};
                })
                .register(JobType.of("point", Point.class), (context, point) -> seen.put(context.jid(), context.job()))
                .build();
        worker.start();
        producer = server.producer();
        view = new ServerView(server);
    }

    @AfterEach
    void stop() {
        worker.close();
        producer.close();
        view.close();
    }

    private Job acked(String job) {
        String jid = "odd-job-1234";
        assertThat(producer.command(
                        "PUSH {\"jid\":\"" + jid + "\",\"jobtype\":\"odd\",\"queue\":\"default\"," + job + "}"))
                .isEqualTo("+OK");
        view.until(server -> server.processed() == 1 && server.size("working") == 0);
        assertThat(view.size("retries")).isZero();
        return seen.get(jid);
    }

    @Test
    void nestedArgs() {
        Job job = acked("\"args\":[[1,[2,{\"a\":[null,true]}]],{\"b\":{\"c\":1.5e3}},null]");

        assertThat(job.args()).hasToString("[[1,[2,{\"a\":[null,true]}]],{\"b\":{\"c\":1500}},null]");
    }

    @Test
    void unicodeArgs() {
        assertThat(acked("\"args\":[\"žluťoučký kůň \\u0000 😀 \\ud83d\\ude00\"]")
                        .args()
                        .get(0, String.class))
                .isEqualTo("žluťoučký kůň \0 😀 😀");
    }

    @Test
    void emptyArgs() {
        assertThat(acked("\"args\":[]").args().size()).isZero();
    }

    @Test
    void fiveMegabytesOfArgs() {
        assertThat(acked("\"args\":[\"" + "x".repeat(5_000_000) + "\"]").args().get(0, String.class))
                .hasSize(5_000_000);
    }

    @Test
    void noReserveForAndNullCustomAndUnknownKeys() {
        Job job = acked("\"args\":[1],\"custom\":null,\"colour\":\"blue\"");

        assertThat(job.requestedReserveFor()).isEmpty();
        assertThat(job.custom()).isEmpty();
    }

    @Test
    void aFailureBlock() {
        Job job = acked("\"args\":[1],\"failure\":{\"retry_count\":3,\"failed_at\":\"2026-01-01T00:00:00Z\","
                + "\"message\":\"again\",\"errtype\":\"Oops\",\"backtrace\":[\"a\",\"b\"]}");

        assertThat(job.failure()).hasValueSatisfying(failure -> {
            assertThat(failure.retryCount()).isEqualTo(3);
            assertThat(failure.errtype()).isEqualTo("Oops");
        });
    }

    private JsonNode failed(String jobtype, String args) {
        assertThat(producer.command("PUSH {\"jid\":\"odd-job-1234\",\"jobtype\":\"" + jobtype
                        + "\",\"backtrace\":10,\"retry\":5,\"args\":" + args + "}"))
                .isEqualTo("+OK");
        view.until(server -> server.size("retries") == 1 && server.size("working") == 0);
        JsonNode failure = view.retries().get(0).path("failure");
        stillWorks();
        return failure;
    }

    private void stillWorks() {
        long before = view.processed();
        producer.command("PUSH {\"jid\":\"after-1234\",\"jobtype\":\"odd\",\"args\":[],\"retry\":5}");
        view.until(server -> server.processed() == before + 1);
        assertThat(seen).containsKey("after-1234");
    }

    @Test
    void anUnknownJobtype() {
        JsonNode failure = failed("nobody-knows", "[]");

        assertThat(failure.path("errtype").asString()).isEqualTo("UnknownJobType");
        assertThat(failure.path("message").asString())
                .contains("'nobody-knows'")
                .contains("error, nameless, odd");
    }

    @Test
    void anErrorFromTheFunction() {
        JsonNode failure = failed("error", "[]");

        assertThat(failure.path("errtype").asString()).isEqualTo("java.lang.StackOverflowError");
        assertThat(failure.path("message").asString()).isEqualTo("on purpose");
        assertThat(failure.path("backtrace").get(0).asString()).contains("OddJobsTest");
    }

    @Test
    void anAnonymousExceptionWithoutAMessage() {
        assertThat(failed("nameless", "[]").path("errtype").asString()).contains("OddJobsTest$");
    }

    @Test
    void argsThatDoNotFitTheirType() {
        assertThat(failed("point", "[1,\"two\"]").path("message").asString())
                .startsWith("point: argument 2 (y) does not fit int");
    }

    @Test
    void argsThatAreTooFew() {
        assertThat(failed("point", "[1]").path("message").asString())
                .isEqualTo("point takes 2 arguments (x, y), but got 1");
    }
}
