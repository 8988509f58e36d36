package dev.millwright.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.testkit.DevServer;
import dev.millwright.worker.testkit.StoredJob;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code jobs kill|discard|requeue|clear} on an embedded server. */
@Timeout(60)
class JobsTest {
    private final DevServer server = DevServer.start();
    private final Map<String, String> environment = Map.of("FAKTORY_URL", server.url());

    @BeforeEach
    void scheduleThree() {
        schedule("mail-00001", "mail", 7);
        schedule("mail-00002", "mail", 8);
        schedule("mailshot-1", "mailshot", 7);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private void schedule(String jid, String jobtype, int tenant) {
        server.pushJson(String.format(
                "{\"jid\":\"%s\",\"jobtype\":\"%s\",\"args\":[{\"tenant\":%d}],\"at\":\"2130-01-01T00:00:00Z\"}",
                jid, jobtype, tenant));
    }

    private CommandLineRun run(String command) {
        return Typed.intoPipe("").run(environment, command.split(" +"));
    }

    private static List<String> jids(List<StoredJob> jobs) {
        return jobs.stream().map(StoredJob::jid).sorted().toList();
    }

    @Test
    void killMovesToDead() {
        CommandLineRun run = run("jobs kill scheduled --jid mail-00001 --jid mailshot-1 --yes");

        assertThat(run).isEqualTo(new CommandLineRun(0, String.format("scheduled had 3 jobs and has 1 now%n"), ""));
        assertThat(jids(server.dead())).containsExactly("mail-00001", "mailshot-1");
    }

    @Test
    void discardByJobtypeTakesThatOneOnly() {
        assertThat(run("jobs discard scheduled --jobtype mail --yes").exitCode())
                .isZero();

        assertThat(jids(server.scheduled())).containsExactly("mailshot-1");
        assertThat(server.dead()).isEmpty();
    }

    @Test
    void aJobtypeIsNoGlob() {
        schedule("starred-01", "ma*", 1);

        assertThat(run("jobs discard scheduled --jobtype ma* --yes").exitCode()).isZero();

        assertThat(jids(server.scheduled())).containsExactly("mail-00001", "mail-00002", "mailshot-1");
    }

    @Test
    void requeueByPatternAndJobtype() {
        assertThat(run("jobs requeue scheduled --pattern *\"tenant\":7* --jobtype mail -y")
                        .exitCode())
                .isZero();

        assertThat(jids(server.queue("default"))).containsExactly("mail-00001");
        assertThat(jids(server.scheduled())).containsExactly("mail-00002", "mailshot-1");
    }

    @Test
    void clearEmptiesTheSet() {
        assertThat(run("jobs clear scheduled --yes").out().strip()).isEqualTo("scheduled had 3 jobs and has 0 now");

        assertThat(server.scheduled()).isEmpty();
    }

    @Test
    void onATerminalItAsks() {
        String[] command = "jobs discard scheduled --jobtype mail".split(" ");

        CommandLineRun no = Typed.onTerminal("no\n").run(environment, command);
        assertThat(no.exitCode()).isEqualTo(1);
        assertThat(no.err()).contains("discard the jobs of jobtype mail in scheduled (3 jobs) on tcp://");
        assertThat(server.scheduled()).hasSize(3);

        assertThat(Typed.onTerminal("y\n").run(environment, command).exitCode()).isZero();
        assertThat(server.scheduled()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jobs list", "jobs ls", "jobs list dead --json", "jobs show scheduled"})
    void toListThemIsTheWebUis(String command) {
        CommandLineRun run = run(command);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.errLines())
                .singleElement()
                .asString()
                .startsWith("millwright: a Faktory server does not list its jobs to clients")
                .contains("3 in scheduled, 0 in retries, 0 in dead.", "http://127.0.0.1:7420;")
                .doesNotContain("did you mean");
    }

    @Test
    void toListThemIsSaidAlsoWhileTheServerIsAway() {
        server.close();

        CommandLineRun run = run("jobs list");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.errLines()).singleElement().asString().contains("not known now, as cannot reach tcp://");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "jobs discard scheduled --yes                               | say which jobs: --jid, --jobtype",
                "jobs discard scheduled --jid= --yes                        | --jid",
                "jobs discard scheduled --jobtype= --pattern * --yes        | --jobtype: the value is empty",
                "jobs discard scheduled --all                               | add --yes if you mean it",
                "jobs clear scheduled                                       | add --yes if you mean it",
                "jobs discard scheduled --all --jobtype mail --yes          | give either --all or a filter",
                "jobs kill scheduled --jid mail-00001 --jobtype mail --yes  | cannot be combined",
                "jobs kill dead --all --yes                                 | jobs discard dead",
                "jobs kill retires --all --yes                              | scheduled, retries, dead",
                "jobs kil scheduled --all --yes                             | unexpected 'kil' (see 'millwright jobs --help')",
            })
    void aMistakeChangesNothing(String command, String message) {
        CommandLineRun run = run(command);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.errLines()).singleElement().asString().contains(message);
        assertThat(server.commands("MUTATE")).isEmpty();
    }
}
