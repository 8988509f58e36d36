package dev.millwright.worker.testkit.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.Job;
import dev.millwright.worker.JobType;
import dev.millwright.worker.testkit.StoredJob;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Jobs as other programs push them, as plain JSON: each ends as ACK or FAIL, and the worker lives. */
class OddJobsTest extends WorkerTest {
    record Point(int x, int y) {}

    private final Map<String, Job> seen = new ConcurrentHashMap<>();

    @BeforeEach
    void start() {
        start(worker().concurrency(3)
                .register("odd", context -> seen.put(context.jid(), context.job()))
                .register("error", context -> {
                    throw new StackOverflowError("on purpose");
                })
                .register("nameless", context -> {
                    throw new Exception() {};
                })
                .register(
                        JobType.of("point", Point.class), (context, point) -> seen.put(context.jid(), context.job())));
    }

    private Job acked(String job) {
        String jid = "odd-job-1234";
        server.pushJson("{\"jid\":\"" + jid + "\",\"jobtype\":\"odd\",\"queue\":\"default\"," + job + "}");
        awaitAcks(1);
        assertThat(server.retries()).isEmpty();
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
    void valuesThatNoBuilderTakes() {
        String odd = "\"retry\":-5,\"reserve_for\":5,\"backtrace\":100,\"custom\":{\"_x\":1}";
        Job job = acked("\"args\":[]," + odd);
        assertThat(job.retry()).isEqualTo(-5);
        server.pushJson("{\"jid\":\"odd-job-5678\",\"jobtype\":\"error\",\"args\":[]," + odd + "}");
        server.await("a FAIL", now -> now.dead().size() == 1);

        try (FaktoryClient client = FaktoryClient.connect(server.address())) {
            client.push(job.toBuilder().queue("again").build());
        }

        assertThat(server.queue("again"))
                .singleElement()
                .extracting(StoredJob::json)
                .asString()
                .contains("\"retry\":-5", "\"reserve_for\":5", "\"backtrace\":100", "\"custom\":{\"_x\":1}");
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

    private StoredJob.Failure failed(String jobtype, String args) {
        server.pushJson("{\"jid\":\"odd-job-1234\",\"jobtype\":\"" + jobtype
                + "\",\"backtrace\":10,\"retry\":5,\"args\":" + args + "}");
        server.await("a FAIL", now -> now.retries().size() == 1 && now.working().isEmpty());
        stillWorks();
        return server.retries().get(0).failure().orElseThrow();
    }

    private void stillWorks() {
        long before = server.processed();
        server.pushJson("{\"jid\":\"after-1234\",\"jobtype\":\"odd\",\"args\":[],\"retry\":5}");
        server.await("the next job", now -> now.processed() == before + 1);
        assertThat(seen).containsKey("after-1234");
    }

    @Test
    void anUnknownJobtype() {
        StoredJob.Failure failure = failed("nobody-knows", "[]");

        assertThat(failure.errtype()).isEqualTo("UnknownJobType");
        assertThat(failure.message()).contains("'nobody-knows'").contains("error, fail, nameless, noop, odd");
    }

    @Test
    void anErrorFromTheFunction() {
        StoredJob.Failure failure = failed("error", "[]");

        assertThat(failure.errtype()).isEqualTo("java.lang.StackOverflowError");
        assertThat(failure.message()).isEqualTo("on purpose");
        assertThat(failure.backtrace().get(0)).contains("OddJobsTest");
    }

    @Test
    void anAnonymousExceptionWithoutAMessage() {
        assertThat(failed("nameless", "[]").errtype()).contains("OddJobsTest$");
    }

    @Test
    void argsThatDoNotFitTheirType() {
        assertThat(failed("point", "[1,\"two\"]").message()).startsWith("point: argument 2 (y) does not fit int");
    }

    @Test
    void argsThatAreTooFew() {
        assertThat(failed("point", "[1]").message()).isEqualTo("point takes 2 arguments (x, y), but got 1");
    }
}
