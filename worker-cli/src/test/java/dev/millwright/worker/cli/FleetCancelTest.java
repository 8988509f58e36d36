package dev.millwright.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.testtools.OnRedis;
import dev.millwright.worker.Worker;
import dev.millwright.worker.testkit.StoredJob;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code fleet cancel}, {@code operations} and {@code abort} of two workers. */
@OnRedis
@Timeout(120)
class FleetCancelTest {
    private Group group;
    private Worker blue;

    @BeforeEach
    void start() {
        group = new Group();
        blue = group.worker("blue", "1");
        group.worker("green", "1");
    }

    @AfterEach
    void close() {
        group.close();
    }

    private static List<String> jids(List<StoredJob> jobs) {
        return jobs.stream().map(StoredJob::jid).toList();
    }

    private void awaitRunning(int count) {
        group.server.await("the jobs run", server -> server.working().size() == count);
    }

    @Test
    void oneFilterCancelsInAllWorkers() {
        List<String> mails = group.push("mail", 4);
        group.push("report", 2);
        awaitRunning(6);

        CommandLineRun run = group.run(
                "fleet",
                "cancel",
                "--jobtype",
                "mail",
                "--reason",
                "wrong list",
                "--by",
                "ann",
                "--id",
                "op-1",
                "--yes",
                "--output",
                "json");

        assertThat(run.exitCode()).as(run.toString()).isZero();
        assertThat(run.out())
                .isEqualTo(String.format("{\"id\":\"op-1\",\"state\":\"done\",\"matched\":4,\"cancelled\":4,"
                        + "\"already_over\":0,\"failed\":0,\"workers\":2,\"acknowledged\":2}%n"));
        group.server.await("they are dead", server -> server.dead().size() == 4);
        assertThat(jids(group.server.dead())).containsExactlyInAnyOrderElementsOf(mails);
        assertThat(group.server.working()).hasSize(2);

        JsonNode operation =
                group.json("fleet", "operations", "--output", "json").get(0);
        assertThat(operation.path("filter")).hasToString("{\"jobtype\":\"mail\"}");
        assertThat(operation.path("reason").asString()).isEqualTo("wrong list");
        assertThat(operation.path("by").asString()).isEqualTo("ann");
        assertThat(operation.path("per_worker")).hasSize(2);
        assertThat(group.run("fleet", "operations").out()).contains("op-1", "2 of 2", "jobtype mail", "wrong list");
        assertThat(group.run("fleet", "operations", "op-1").out())
                .contains("reason     wrong list", "by         ann", "4 jobs matched: 4 cancelled", blue.wid());
        assertThat(group.run("fleet", "status").out()).contains("operations  1 open");
        // The same again is the same operation.
        assertThat(group.run("fleet", "cancel", "--jobtype", "mail", "--id", "op-1", "-y")
                        .out())
                .contains("operation op-1 is done: 4 jobs matched");
        CommandLineRun other = group.run("fleet", "cancel", "--jobtype", "report", "--id", "op-1", "-y");
        assertThat(other.exitCode()).isEqualTo(3);
        assertThat(other.errLines()).singleElement().asString().contains("op-1", "another filter");
    }

    @Test
    void anAbortEndsTheWatch() {
        group.run("fleet", "cancel", "--jobtype", "mail", "--id", "op-2", "--yes");

        assertThat(group.run("fleet", "abort", "op-2"))
                .isEqualTo(new CommandLineRun(
                        0,
                        String.format(
                                "op-2  aborted; workers hear of it within some seconds, and what is cancelled stays so%n"),
                        ""));
        assertThat(group.run("fleet", "abort", "op-2").out()).isEqualTo(String.format("op-2  was over already%n"));
        CommandLineRun unknown = group.run("fleet", "abort", "op-2", "op-3", "-o", "json");
        assertThat(unknown.exitCode()).isEqualTo(1);
        assertThat(unknown.out()).isEqualTo(String.format("{\"op-2\":\"already_over\",\"op-3\":\"unknown\"}%n"));
        assertThat(group.run("fleet", "operations", "op-3").exitCode()).isEqualTo(1);
        assertThat(group.run("fleet", "status").out()).contains("operations  none open");
        // The same name does not bring it back to life, and who relies on it must hear that.
        CommandLineRun again = group.run("fleet", "cancel", "--jobtype", "mail", "--id", "op-2", "--yes");
        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(again.errLines())
                .singleElement()
                .asString()
                .contains("operation op-2 was over before and cancels nothing any more: take another --id");
    }

    @Test
    void nothingMatchesIsSaidWithWhatIsStillMet() {
        CommandLineRun run = group.run("fleet", "cancel", "--jobtype", "nothing", "--yes");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .contains("is done: no job matched; 2 of 2 workers have gone through the jobs that they hold")
                .contains("fetched later are cancelled, too", "millwright fleet abort ");
        CommandLineRun running = group.run("fleet", "cancel", "--jobtype", "nothing", "--state", "running", "--yes");
        assertThat(running.out()).doesNotContain("fetched later");
        CommandLineRun nobody = group.run("fleet", "cancel", "--jobtype", "nothing", "--yes", "--group", "other");
        assertThat(nobody.exitCode()).isZero();
        assertThat(nobody.out()).contains("no worker is there", "Is the group right?");
    }

    @Test
    void aDryRunOnlyCounts() {
        group.push("mail", 3);
        awaitRunning(3);

        CommandLineRun run = group.run("fleet", "cancel", "--jobtype", "mail", "--dry-run");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .startsWith("3 jobs match; 2 of 2 workers have counted")
                .contains("in queues, scheduled and retries is unknown", "Nothing was cancelled.");
        JsonNode json = group.json("fleet", "cancel", "--all", "--dry-run", "-o", "json");
        assertThat(json.path("matched").asInt()).isEqualTo(3);
        assertThat(json.path("on_server").asString()).isEqualTo("unknown");
        assertThat(group.server.working()).hasSize(3);
    }

    @Test
    void onATerminalItAsksAndNamesTheNumber() {
        group.push("mail", 3);
        awaitRunning(3);
        String[] command = {"fleet", "cancel", "--jobtype", "mail"};

        CommandLineRun no = Typed.onTerminal("n\n").run(group.environment(), command);
        assertThat(no.exitCode()).isEqualTo(1);
        assertThat(no.err())
                .contains("About to cancel 3 jobs that 2 workers hold, and for 25 h 0 min those that are fetched later")
                .contains("(jobtype mail). Go on? [y/N]", "Nothing was changed.");
        assertThat(group.server.working()).hasSize(3);

        assertThat(Typed.onTerminal("y\n").run(group.environment(), command).exitCode())
                .isZero();
        group.server.await("they are dead", server -> server.dead().size() == 3);
    }

    @Test
    void withoutATerminalItWantsAYes() {
        CommandLineRun run = group.run("fleet", "cancel", "--jobtype", "mail");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.errLines())
                .singleElement()
                .asString()
                .contains("whether to cancel the jobs of jobtype mail in group g at ", "add --yes if you mean it");
        assertThat(group.client.operations()).isEmpty();
    }

    @Test
    void aWorkerThatSaysNothingIsCounted() {
        group.push("mail", 1);
        awaitRunning(1);
        group.addGhost(blue);

        CommandLineRun run = group.run(
                "fleet", "cancel", "--jobtype", "mail", "--id", "op-4", "--wait", "3s", "--yes", "--output", "json");

        assertThat(run.exitCode()).isEqualTo(1);
        JsonNode json = JsonMapper.shared().readTree(run.out());
        assertThat(json.path("state").asString()).isEqualTo("open");
        assertThat(json.path("cancelled").asInt()).isEqualTo(1);
        assertThat(json.path("workers").asInt()).isEqualTo(3);
        assertThat(json.path("acknowledged").asInt()).isEqualTo(2);
        assertThat(run.errLines()).first().asString().matches("operation op-4: [012] of 3 workers.*"); // the progress
        assertThat(run.errLines())
                .last()
                .asString()
                .contains("2 of 3 workers have gone through the jobs that they hold within 3.0 s")
                .contains("the operation stays open: see 'millwright fleet operations op-4'");
        // Who only gives the order waits for nobody.
        assertThat(group.run("fleet", "cancel", "--jobtype", "x", "--wait", "0s", "--yes")
                        .exitCode())
                .isZero();
    }

    @Test
    void jidsComeFromAFile(@TempDir Path directory) throws Exception {
        List<String> mails = group.push("mail", 3);
        awaitRunning(3);
        Path file = Files.write(directory.resolve("jids"), mails.subList(0, 2));

        JsonNode json = group.json("fleet", "cancel", "--jid-file", file.toString(), "--yes", "-o", "json");

        assertThat(json.path("matched").asInt()).isEqualTo(2);
        List<String> many = new ArrayList<>();
        for (int i = 0; i < 5_001; i++) {
            many.add("jid-number-" + i);
        }
        Files.write(file, many);
        CommandLineRun tooMany = group.run("fleet", "cancel", "--jid-file", file.toString(), "--yes");
        assertThat(tooMany.exitCode()).isEqualTo(2);
        assertThat(tooMany.errLines()).singleElement().asString().contains("5000 at most, not 5001");
        Files.write(file, many.subList(0, 5_000));
        assertThat(group.run("fleet", "cancel", "--jid-file", file.toString(), "--yes")
                        .exitCode())
                .isZero();
    }

    @Test
    void theOneTooManyIsRefusedByName() {
        for (int i = 0; i < 1_000; i++) {
            group.client.cancel(
                    dev.millwright.worker.JobFilter.EMPTY.withJobtypes("type-" + i),
                    dev.millwright.worker.fleet.FleetCancelOptions.DEFAULT);
        }

        CommandLineRun run = group.run("fleet", "cancel", "--jobtype", "mail", "--id", "op-5", "--yes");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.errLines()).singleElement().asString().contains("op-5", "1000 operations of the group are open");
    }
}
