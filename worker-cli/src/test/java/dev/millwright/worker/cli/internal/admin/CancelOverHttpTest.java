package dev.millwright.worker.cli.internal.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.Worker;
import dev.millwright.worker.testkit.DevServer;
import dev.millwright.worker.testkit.FaktoryTest;
import dev.millwright.worker.testkit.Jobs;
import dev.millwright.worker.testkit.StoredJob;
import dev.millwright.worker.testkit.WorkerSetup;
import java.net.http.HttpResponse;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Cancels by HTTP, with and without a body, asked over real sockets. */
@FaktoryTest
@Timeout(60)
class CancelOverHttpTest extends OverHttp {
    private final CountDownLatch released = new CountDownLatch(1);

    @WorkerSetup
    void functions(Worker.Builder worker) {
        worker.register("wait", context -> new CountDownLatch(1).await());
        worker.register("stubborn", context -> {
            while (released.getCount() > 0) {
                try {
                    released.await();
                } catch (InterruptedException e) {
                    // goes on
                }
            }
        });
    }

    @AfterEach
    void release() {
        released.countDown();
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return send("POST", path, body, "Authorization", "Bearer sesame");
    }

    private HttpResponse<String> cancel(String body) throws Exception {
        return post("/jobs/cancel", body);
    }

    private static String start(Jobs jobs, DevServer server, String jobtype) {
        String jid = server.push(jobtype);
        jobs.awaitStarted(jid);
        return jid;
    }

    private static void assertMatched(int jobs, HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(response.body()).isEqualTo("{\"matched\":" + jobs + "}\n");
    }

    @Test
    void theJobsThatFitAreCancelledWithTheReason(Jobs jobs, DevServer server, Worker worker) throws Exception {
        String first = start(jobs, server, "wait");
        String second = start(jobs, server, "wait");
        start(jobs, server, "stubborn");

        assertMatched(2, cancel("{\"filter\":{\"jobtype\":\"wait\"},\"reason\":\"wrong import\"}"));

        server.await("both in Dead", it -> it.dead().size() == 2);
        assertThat(server.dead()).extracting(StoredJob::jid).containsExactlyInAnyOrder(first, second);
        assertThat(server.dead())
                .allSatisfy(job -> assertThat(job.failure().orElseThrow().message())
                        .startsWith("the job was cancelled by an HTTP request: wrong import; "));
        assertThat(worker.runningJobs())
                .singleElement()
                .satisfies(job -> assertThat(job.signalled()).isEmpty());
        assertMatched(0, cancel("{\"filter\":{\"jobtype\":\"wait\"}}"));
    }

    @Test
    void aDryRunCountsAndAllIsAll(Jobs jobs, DevServer server, Worker worker) throws Exception {
        start(jobs, server, "wait");
        start(jobs, server, "wait");

        assertMatched(2, cancel("{\"filter\":{\"all\":true},\"dry_run\":true}"));
        assertThat(worker.runningJobs()).allMatch(job -> job.signalled().isEmpty());

        assertMatched(2, cancel("{\"filter\":{\"all\":true},\"discard\":true,\"dry_run\":false}"));
        server.await(
                "both to be ACKed", it -> it.processed() == 2 && it.working().isEmpty());
        assertThat(server.dead()).isEmpty();
    }

    @Test
    void oneIsCancelledWithAReasonThatJobsShow(Jobs jobs, DevServer server) throws Exception {
        String jid = start(jobs, server, "stubborn");

        HttpResponse<String> response =
                post("/jobs/" + jid + "/cancel", "{\"reason\":\"takes too long\",\"by\":\"alice\"}");

        assertThat(response.statusCode()).isEqualTo(202);
        server.await("the job in Dead", it -> it.dead().size() == 1);
        assertThat(server.dead().get(0).failure().orElseThrow().message())
                .startsWith("the job was cancelled by alice: takes too long; ");
        HttpResponse<String> list = send("GET", "/jobs", "");
        JsonNode job = JsonMapper.shared().readTree(list.body()).get(0);
        assertThat(job.path("signalled").asString()).isEqualTo("cancelled");
        assertThat(job.path("reason").asString()).isEqualTo("takes too long");
        assertThat(job.path("by").asString()).isEqualTo("alice");
    }

    @Test
    void aJidThatIsAWordOfThePathIsAJid() throws Exception {
        HttpResponse<String> response = post("/jobs/cancel/cancel", "");

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body()).isEqualTo("this worker does not run a job cancel: see /jobs\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'filter':{}} | the filter is empty: say which jobs, or {'all':true} for every job",
                "{'filter':{'all':false}} | the filter is empty: say which jobs, or {'all':true} for every job",
                "{'reason':'none'} | filter is missing: send {'filter':{'jobtype':'mail'}}",
                "{'filter':'wait'} | a filter is a JSON object, such as {'jobtype':'mail'}, not 'wait'",
                "{'filter':{'job_type':'wait'}} | unknown field job_type in a filter; it may have jid, queue, jobtype,"
                        + " label, version, host, created_after, created_before, started_after, started_before, state,"
                        + " custom, or nothing but all",
                "{'filter':{'all':true,'all':true}} | the body is no JSON: Duplicate Object property 'all'",
                "{'filter':{'created_before':'noon'}} | created_before: must be a time such as '2026-01-31T08:00:00Z',"
                        + " not 'noon'",
                "{'filter':{'all':true},'why':'x'} | unknown field 'why': there is filter, reason, by, discard,"
                        + " dry_run",
                "{'filter':{'all':true},'dry_run':'yes'} | dry_run must be true or false, not 'yes'",
                "{'filter':{'all':true},'reason':7} | reason must be a text, not 7",
                "{'filter':{'all':true} | the body is no JSON: Unexpected end-of-input: expected close marker for"
                        + " Object",
                "[] | the body is no JSON object: send one with filter, reason, by, discard, dry_run",
            })
    void whatDoesNotFitIsOneLineAndCancelsNothing(String body, String why, Jobs jobs, DevServer server, Worker worker)
            throws Exception {
        start(jobs, server, "wait");

        HttpResponse<String> response = cancel(body.replace('\'', '"'));

        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(response.body().lines()).hasSize(1);
        assertThat(response.body().replace('"', '\'')).startsWith(why);
        assertThat(worker.runningJobs()).allMatch(job -> job.signalled().isEmpty());
    }

    @Test
    void thereIsRoomForAsManyJidsAsAFilterTakesAndAnEnd(Jobs jobs, DevServer server) throws Exception {
        String jid = start(jobs, server, "wait");
        String others = IntStream.range(0, 5_000)
                .mapToObj(i -> "\"0123456789abcdef01234567-%010d\"".formatted(i))
                .collect(Collectors.joining(","));

        HttpResponse<String> tooMany = cancel("{\"filter\":{\"jids\":[" + others + ",\"" + jid + "\"]}}");
        assertThat(tooMany.statusCode()).isEqualTo(400);
        assertThat(tooMany.body()).isEqualTo("jids: a filter takes 5000 at most, not 5001; use several filters\n");

        HttpResponse<String> tooLarge = cancel(" ".repeat(CancelJobs.FILTER_LIMIT + 1));
        assertThat(tooLarge.statusCode()).isEqualTo(413);

        assertMatched(1, cancel("{\"filter\":{\"jids\":[" + others.substring(38) + ",\"" + jid + "\"]}}"));
        server.await("the job in Dead", it -> it.dead().size() == 1);
    }

    @Test
    void onlyWhoHasTheTokenIsHeard(Jobs jobs, DevServer server, Worker worker) throws Exception {
        start(jobs, server, "wait");

        HttpResponse<String> nobody = send("POST", "/jobs/cancel", "{\"filter\":{\"all\":true}}");
        HttpResponse<String> get = send("GET", "/jobs/cancel", "", "Authorization", "Bearer sesame");

        assertThat(nobody.statusCode()).isEqualTo(401);
        assertThat(get.statusCode()).isEqualTo(405);
        assertThat(get.headers().firstValue("Allow")).contains("POST");
        assertThat(worker.runningJobs()).allMatch(job -> job.signalled().isEmpty());
    }
}
