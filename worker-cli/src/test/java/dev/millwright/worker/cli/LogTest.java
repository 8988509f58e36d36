package dev.millwright.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.testtools.ChildJvm;
import dev.millwright.worker.testkit.DevServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The log of a worker: a process of its own, as the settings of a log are a process's own. */
@Timeout(60)
class LogTest {
    private static final String JID = "b4a577edbccf1d805744efa9";

    private final DevServer server =
            DevServer.builder().fetchWait(Duration.ofMillis(100)).start();

    @AfterEach
    void close() {
        server.close();
    }

    /** Runs a worker until it has reported a job that is done and one that failed, and those pushed before. */
    private List<String> logOf(String... options) throws InterruptedException {
        push("sample.noop", JID, "[]");
        push("sample.fail", "failing-1", "[\"no disk\"]");
        int expected = server.queueSizes().getOrDefault("default", 0);
        List<String> args = new ArrayList<>(List.of("run", "--sample-jobs", "-c", "1", "--server", server.url()));
        args.addAll(List.of(options));
        try (ChildJvm worker = ChildJvm.of(Main.class)
                .options("--enable-native-access=ALL-UNNAMED") // as the jar's manifest has it; else newer Javas warn
                .start(args.toArray(String[]::new))) {
            server.await("all jobs are reported", all -> all.processed() >= expected, Duration.ofSeconds(40));
            worker.terminate();
            worker.exitCode();
            return worker.lines();
        }
    }

    private void push(String jobtype, String jid, String args) {
        server.pushJson("{\"jid\":\"" + jid + "\",\"jobtype\":\"" + jobtype + "\",\"args\":" + args + "}");
    }

    @Test
    void eachJobStartsAndEndsInALineForPeople() throws Exception {
        List<String> log = logOf("--threads", "auto");

        String job = " jid=" + JID + " jobtype=sample.noop queue=default";
        assertThat(log)
                .anyMatch(line -> line.matches("\\S+ INFO  \\[[^\\]]+] start" + job))
                .anyMatch(line -> line.matches("\\S+ INFO  \\[[^\\]]+] done in \\d+ ms" + job))
                .anyMatch(
                        line -> line.matches(
                                "\\S+ WARN  \\[[^\\]]+] job sample.fail failing-1 \\(queue default\\) failed after \\d+ ms:"
                                        + " java.lang.IllegalStateException: no disk jid=failing-1 jobtype=sample.fail queue=default"))
                .anyMatch(line -> line.matches("\\s+at \\S+SampleJobs\\.fail\\(.*"))
                .noneMatch(line -> line.contains("at io.netty"))
                .anyMatch(line -> line.matches(".* (virtual|platform) \\(chosen by auto\\) threads.*"))
                .allMatch(line -> line.indexOf('\u001b') < 0, "no colours in a file");
    }

    /** What a server hands out is not to be trusted to be short, or on one line. */
    @Test
    void nothingThatAJobBringsIsMoreThanOneLineOfUse() throws Exception {
        String forged = "\\n2030-01-31T08:00:00.000Z ERROR [main] forged\\u001b[2J";
        push("no.such" + forged, "jid-of-a-stranger" + forged, "[]");
        push("sample.fail", "failing-2", "[\"" + forged + "x".repeat(1 << 20) + "\"]");
        push("x".repeat(1 << 20), "failing-3", "[]");

        List<String> log = logOf();

        assertThat(log)
                .noneMatch(line -> line.startsWith("2030"))
                .anyMatch(line -> line.contains("'no.such\\n2030-01-31T08:00:00.000Z ERROR [main] forged\\u001b[2J'"))
                .anyMatch(line -> line.contains("failing-2") && line.contains("forged\\u001b[2Jxxx"))
                .anyMatch(line -> line.contains("failing-3") && line.contains("… (10"))
                .allSatisfy(line -> assertThat(line).hasSizeLessThan(6_000).doesNotContain("\u001b"));
    }

    @Test
    void jsonIsOneObjectALine() throws Exception {
        List<JsonNode> log = logOf("--log-format", "json").stream()
                .map(JsonMapper.shared()::readTree)
                .toList();

        JsonNode done = log.stream()
                .filter(line -> line.path("formattedMessage").asString("").startsWith("done in"))
                .findFirst()
                .orElseThrow();
        assertThat(done.path("timestamp").asLong()).isPositive();
        assertThat(done.path("level").asString()).isEqualTo("INFO");
        assertThat(done.path("loggerName").asString()).isEqualTo("dev.millwright.worker.jobs");
        assertThat(done.path("threadName").asString()).isNotBlank();
        assertThat(done.at("/mdc/jid").asString()).isEqualTo(JID);
        assertThat(done.at("/mdc/jobtype").asString()).isEqualTo("sample.noop");
        assertThat(done.at("/mdc/queue").asString()).isEqualTo("default");
        assertThat(done.at("/mdc/elapsed_ms").asString()).containsOnlyDigits();
    }

    @Test
    void anExceptionIsInTheJsonOfItsJob() throws Exception {
        List<JsonNode> failures = logOf("--log-format", "json").stream()
                .map(JsonMapper.shared()::readTree)
                .filter(line -> line.toString().contains("no disk"))
                .toList();

        JsonNode failure = assertThat(failures).singleElement().actual();
        assertThat(failure.path("level").asString()).isEqualTo("WARN");
        assertThat(failure.at("/mdc/jid").asString()).isEqualTo("failing-1");
        assertThat(failure.at("/throwable/className").asString()).isEqualTo("java.lang.IllegalStateException");
        assertThat(failure.at("/throwable/message").asString()).isEqualTo("no disk");
        assertThat(failure.at("/throwable/stepArray"))
                .anyMatch(frame -> frame.path("methodName").asString().equals("fail"));
    }

    @Test
    void theLinesOfJobsCanBeLeftOut() throws Exception {
        List<String> log = logOf("--log-level", "info,dev.millwright.worker.jobs=warn");

        assertThat(log)
                .noneMatch(line -> line.contains(JID))
                .anyMatch(line -> line.contains("failing-1"))
                .anyMatch(line -> line.contains(" INFO "));
    }
}
