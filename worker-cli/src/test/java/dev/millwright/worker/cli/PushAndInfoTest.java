package dev.millwright.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.testkit.DevServer;
import dev.millwright.worker.testkit.StoredJob;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code push} and {@code info} on an embedded server, and how all commands find their server. */
@Timeout(60)
class PushAndInfoTest {
    private final DevServer server = DevServer.start();
    private final Map<String, String> environment = Map.of("FAKTORY_URL", server.url());

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void pushPrintsTheJid() {
        CommandLineRun run = CommandLineRun.of(environment, "push", "hello");

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        StoredJob job = server.queue("default").get(0);
        assertThat(run.out().strip()).isEqualTo(job.jid());
        assertThat(job.jobtype()).isEqualTo("hello");
        JsonNode json = JsonMapper.shared().readTree(job.json());
        assertThat(json.path("args").toString()).isEqualTo("[]");
        assertThat(json.path("retry").asInt()).isEqualTo(25);
    }

    @Test
    void pushTakesWhatAJobHas() {
        Instant soon = Instant.now().plus(Duration.ofDays(365)).truncatedTo(ChronoUnit.SECONDS);
        String command = "push hello [1,{\"a\":[true]}] --queue low --jid 0123456789 --retry -1 --reserve-for 2m"
                + " --backtrace 20 --custom locale=de --custom tenant=7 --at " + soon;

        CommandLineRun run = CommandLineRun.of(environment, command.split(" "));

        assertThat(run.err()).isEmpty();
        assertThat(run.out()).isEqualToIgnoringNewLines("0123456789");
        StoredJob job = server.scheduled().get(0);
        assertThat(job.at()).contains(soon);
        assertThat(job.queue()).isEqualTo("low");
        JsonNode json = JsonMapper.shared().readTree(job.json());
        assertThat(json.path("args").toString()).isEqualTo("[1,{\"a\":[true]}]");
        assertThat(json.path("retry").asInt()).isEqualTo(-1);
        assertThat(json.path("reserve_for").asInt()).isEqualTo(120);
        assertThat(json.path("backtrace").asInt()).isEqualTo(20);
        assertThat(json.at("/custom/locale").asString()).isEqualTo("de");
        assertThat(json.at("/custom/tenant").asString()).isEqualTo("7");
    }

    @Test
    void pushInSoMuchTimeSchedules() {
        assertThat(CommandLineRun.of(environment, "push", "hello", "--in", "2h").exitCode())
                .isZero();

        assertThat(server.scheduled()).hasSize(1);
        assertThat(server.queueSizes().getOrDefault("default", 0)).isZero();
    }

    @Test
    void infoIsForPeople() {
        server.pushTo("critical", "hello");

        CommandLineRun run = CommandLineRun.of(environment, "info");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines()).anyMatch(line -> line.matches("\\s+critical\\s+1"));
        assertThat(run.out()).contains("tcp://127.0.0.1:" + server.port(), "retries", "dead", "scheduled", "working");
    }

    @Test
    void infoIsForProgramsToo() {
        server.pushTo("critical", "hello");

        CommandLineRun run = CommandLineRun.of(environment, "info", "--output", "json");

        JsonNode info = JsonMapper.shared().readTree(run.out());
        assertThat(info.at("/faktory/queues/critical").asInt()).isEqualTo(1);
    }

    @Test
    void aFlagWinsOverAVariableAndThatOverFaktorysOwn() {
        String nobody = "tcp://127.0.0.1:1";
        Map<String, String> both = Map.of("FAKTORY_URL", nobody, "MILLWRIGHT_SERVER", server.url());
        Map<String, String> wrong = Map.of("FAKTORY_URL", nobody, "MILLWRIGHT_SERVER", nobody);

        assertThat(CommandLineRun.of(both, "info").exitCode()).isZero();
        assertThat(CommandLineRun.of(wrong, "info", "-s", server.url()).exitCode())
                .isZero();
        assertThat(CommandLineRun.of(wrong, "info").exitCode()).isEqualTo(3);
    }

    @Test
    void anEmptyVariableIsNone() {
        Map<String, String> empty =
                Map.of("FAKTORY_URL", server.url(), "MILLWRIGHT_SERVER", "", "MILLWRIGHT_RETRY", " ");

        CommandLineRun run = CommandLineRun.of(empty, "push", "hello");

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void aServerThatIsNotThereIsOneLine() {
        server.close();

        CommandLineRun run = CommandLineRun.of(environment, "push", "hello");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.errLines())
                .singleElement()
                .asString()
                .startsWith("millwright: ")
                .contains("127.0.0.1:" + server.port());
    }

    @Test
    void aWrongPasswordIsOneLineWithoutIt() {
        try (DevServer locked = DevServer.builder().password("s3cret").start()) {
            CommandLineRun run = CommandLineRun.of("info", "--server", "tcp://:guess@127.0.0.1:" + locked.port());

            assertThat(run.exitCode()).isEqualTo(3);
            assertThat(run.errLines())
                    .singleElement()
                    .asString()
                    .contains("password")
                    .doesNotContain("guess");
        }
    }
}
