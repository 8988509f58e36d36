package dev.millwright.worker.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MutateTest extends ServerTest {
    private static final String LATER = "\"at\":\"2030-01-01T00:00:00Z\"";

    private RawClient client = producer();

    @BeforeEach
    void scheduleThreeJobs() {
        client = producer();
        push("mail-job-1", "mail", "\"custom\":{\"tenant\":\"blue\"}");
        push("mail-job-2", "mail", "\"custom\":{\"tenant\":\"red car\"}");
        push("ship-job-1", "ship", "\"custom\":{\"tenant\":\"blue\"}");
    }

    private void push(String jid, String jobtype, String more) {
        String line =
                "PUSH {\"jid\":\"" + jid + "\",\"jobtype\":\"" + jobtype + "\",\"args\":[]," + LATER + "," + more + "}";
        assertThat(client.call(line)).isEqualTo("+OK");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MUTATE | -ERR invalid format",
                "MUTATE {\"cmd\":\"clear\", \"target\":\"dead\"} | -ERR invalid format",
                "MUTATE {} | -ERR unknown mutate operation",
                "MUTATE {\"cmd\":\"kill\"} | -ERR invalid target for mutation command",
                "MUTATE {\"cmd\":\"clear\",\"target\":\"working\"} | -ERR invalid target for mutation command",
                "MUTATE {\"cmd\":\"kill\",\"target\":\"retries\",\"filter\":{\"jids\":\"x\"}}"
                        + "| -ERR json: cannot unmarshal string into Go struct field JobFilter.filter.jids of type []string",
            })
    void refusesBadInput(String line, String reply) {
        assertThat(client.call(line)).isEqualTo(reply);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"jids\":[\"mail-job-1\",\"nosuchjob\"]} | mail-job-2,ship-job-1",
                "{\"jids\":[\"mail-job-1\"],\"jobtype\":\"ship\",\"regexp\":\"*\"} | mail-job-2,ship-job-1",
                "{\"jobtype\":\"mail\"} | ship-job-1",
                "{\"jobtype\":\"m*l\"} | ship-job-1",
                "{\"jobtype\":\"mai\"} | mail-job-1,mail-job-2,ship-job-1",
                "{\"regexp\":\"*blue*\"} | mail-job-2",
                "{\"regexp\":\"blue\"} | mail-job-1,mail-job-2,ship-job-1",
                "{\"regexp\":\"*blue*\",\"jobtype\":\"mail\"} | mail-job-2,ship-job-1",
                "{\"regexp\":\"*red\\u0020car*\"} | mail-job-1,ship-job-1",
                "{} | ''",
            })
    void discardsWhatTheFilterMatches(String filter, String left) {
        assertThat(client.call("MUTATE {\"cmd\":\"discard\",\"target\":\"scheduled\",\"filter\":" + filter + "}"))
                .isEqualTo("+OK");

        assertThat(String.join(
                        ",",
                        server.scheduled().stream().map(StoredJob::jid).sorted().toList()))
                .isEqualTo(left);
    }

    @ParameterizedTest
    @CsvSource({"clear", "discard"})
    void clearsTheSetWithoutAFilter(String cmd) {
        client.call("MUTATE {\"cmd\":\"" + cmd + "\",\"target\":\"scheduled\"}");

        assertThat(server.scheduled()).isEmpty();
    }

    @Test
    void killsForAnother180Days() {
        client.call("MUTATE {\"cmd\":\"kill\",\"target\":\"scheduled\",\"filter\":{\"jids\":[\"mail-job-1\"]}}");

        assertThat(server.scheduled()).hasSize(2);
        assertThat(server.dead()).singleElement().satisfies(job -> {
            assertThat(job.jid()).isEqualTo("mail-job-1");
            assertThat(job.at()).contains(clock.instant().plus(Duration.ofDays(180)));
            assertThat(job.failure()).isEmpty();
        });
    }

    @Test
    void requeuesAsItIs() {
        client.call("MUTATE {\"cmd\":\"requeue\",\"target\":\"scheduled\",\"filter\":{\"jobtype\":\"ship\"}}");

        assertThat(worker("w").call("FETCH default"))
                .contains("ship-job-1")
                .contains(LATER)
                .doesNotContain("enqueued_at");
    }

    @Test
    void movesACancelledJobToDeadAsAWorkerDoes() {
        RawClient worker = worker("w");
        String jid = server.push("t");
        worker.call("FETCH default");
        worker.call("FAIL {\"jid\":\"" + jid + "\",\"errtype\":\"JobCancelled\"}");

        worker.call("MUTATE {\"cmd\":\"kill\",\"target\":\"retries\",\"filter\":{\"jids\":[\"" + jid + "\"]}}");
        clock.advance(Duration.ofHours(1));

        assertThat(server.retries()).isEmpty();
        assertThat(server.queue("default")).isEmpty();
        assertThat(server.dead()).extracting(StoredJob::jid).containsExactly(jid);
    }
}
