package dev.millwright.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.testkit.DevServer;
import dev.millwright.worker.testkit.RecordedCommand;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code queues} and its subcommands on an embedded server. */
@Timeout(60)
class QueuesTest {
    private final DevServer server = DevServer.start();
    private final Map<String, String> environment = Map.of("FAKTORY_URL", server.url());

    @AfterEach
    void close() {
        server.close();
    }

    private CommandLineRun run(String command) {
        return Typed.intoPipe("").run(environment, command.split(" +"));
    }

    @Test
    void listsEachQueueWithSizeAndLatency() {
        server.pushTo("critical", "hello");
        server.pushTo("critical", "hello");
        server.pushTo("low", "hello");

        CommandLineRun run = run("queues");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines())
                .hasSize(3)
                .anyMatch(line -> line.matches("critical +2 +\\d.* m?s"))
                .anyMatch(line -> line.matches("low +1 +\\d.* m?s"));
    }

    @Test
    void listsForProgramsToo() {
        server.pushTo("low", "hello");

        JsonNode queues = JsonMapper.shared().readTree(run("queues -o json").out());

        assertThat(queues).hasSize(1);
        assertThat(queues.at("/0/name").asString()).isEqualTo("low");
        assertThat(queues.at("/0/size").asInt()).isEqualTo(1);
        assertThat(queues.at("/0/latency_seconds").isNumber()).isTrue();
    }

    @Test
    void aQueueWhoseLatencyTheServerCannotSayDoesNotHideTheOthers() {
        server.pushTo("low", "hello");
        server.pushJson("{\"jid\":\"later-1234\",\"jobtype\":\"later\",\"queue\":\"odd\",\"args\":[],"
                + "\"at\":\"2130-01-01T00:00:00Z\"}");
        assertThat(run("jobs requeue scheduled --all --yes").exitCode()).isZero();

        CommandLineRun run = run("queues");

        assertThat(run.out().lines())
                .anyMatch(line -> line.matches("odd +1 +unknown"))
                .anyMatch(line -> line.matches("low +1 +\\d.* m?s"));
    }

    @Test
    void noQueuesIsSaid() {
        assertThat(run("queues").out().strip()).isEqualTo("The server has no queues.");
        assertThat(run("queues --output json").out().strip()).isEqualTo("[]");
    }

    @Test
    void pauseAndResumeReachTheServer() {
        server.pushTo("low", "hello");

        CommandLineRun paused = run("queues pause low");
        CommandLineRun resumed = run("queues resume *");

        assertThat(paused).isEqualTo(new CommandLineRun(0, String.format("paused: low%n"), ""));
        assertThat(resumed).isEqualTo(new CommandLineRun(0, String.format("resumed: low%n"), ""));
        assertThat(server.commands("QUEUE"))
                .extracting(RecordedCommand::payload)
                .containsExactly("PAUSE low", "RESUME low");
    }

    @Test
    void aMistypedQueueChangesNothing() {
        server.pushTo("default", "hello");
        server.pushTo("critical", "hello");

        CommandLineRun run = run("queues pause critical defualt");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.errLines())
                .singleElement()
                .asString()
                .contains("the server has no queue 'defualt'; did you mean default?");
        assertThat(run("queues remove defualt --yes").err())
                .as("what destroys is not suggested")
                .contains("the server has no queue 'defualt'.")
                .doesNotContain("did you mean");
        assertThat(server.commands("QUEUE")).isEmpty();
    }

    @Test
    void removeWithoutATerminalNeedsYes() {
        server.pushTo("low", "hello");

        CommandLineRun refused = run("queues remove low");
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.errLines()).singleElement().asString().contains("low (1 job)", "add --yes");
        assertThat(server.queueSizes()).containsEntry("low", 1);

        CommandLineRun removed = run("queues remove low --yes");
        assertThat(removed).isEqualTo(new CommandLineRun(0, String.format("removed: low (1 job)%n"), ""));
        assertThat(server.queueSizes()).doesNotContainKey("low");
    }

    @Test
    void removeOnATerminalAsks() {
        server.pushTo("low", "hello");

        CommandLineRun no = Typed.onTerminal("\n").run(environment, "queues", "remove", "low");
        assertThat(no.exitCode()).isEqualTo(1);
        assertThat(no.err()).contains("About to remove low (1 job) from tcp://", "[y/N]", "Nothing was changed");
        assertThat(server.queueSizes()).containsEntry("low", 1);

        CommandLineRun yes = Typed.onTerminal("Yes\n").run(environment, "queues", "remove", "low");
        assertThat(yes.exitCode()).isZero();
        assertThat(server.queueSizes()).doesNotContainKey("low");
    }

    @Test
    void theServerCountsWhereverItIsNamed() {
        server.pushTo("low", "hello");
        Map<String, String> elsewhere =
                Map.of("FAKTORY_URL", "tcp://127.0.0.1:1", "MILLWRIGHT_SERVER", "tcp://127.0.0.1:2");

        assertThat(CommandLineRun.of(elsewhere, "queues", "-s", server.url(), "pause", "low"))
                .isEqualTo(new CommandLineRun(0, String.format("paused: low%n"), ""));
        assertThat(CommandLineRun.of(elsewhere, "queues", "resume", "-s", server.url(), "low"))
                .isEqualTo(new CommandLineRun(0, String.format("resumed: low%n"), ""));
        assertThat(CommandLineRun.of(Map.of("MILLWRIGHT_SERVER", server.url()), "queues", "pause", "low"))
                .isEqualTo(new CommandLineRun(0, String.format("paused: low%n"), ""));
    }
}
