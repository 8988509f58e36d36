package dev.millwright.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.testtools.OnRedis;
import dev.millwright.worker.testkit.StoredJob;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** {@code fleet cancel --sweep}: what waits on the server. */
@OnRedis
@Timeout(120)
class FleetSweepTest {
    private final Group group = new Group();

    @BeforeEach
    void schedule() {
        schedule("mail-in-low", "mail", "low", "[]");
        schedule("mail-in-high", "mail", "high", "[]");
        schedule("shot-in-low", "mailshot", "low", "[]");
        schedule(
                "nest-in-high",
                "audit",
                "high",
                "[{\"jid\":\"a\",\"queue\":\"low\",\"jobtype\":\"mail\","
                        + "\"created_at\":\"2026-01-01T00:00:00Z\"},\"\\\"jobtype\\\":\\\"mail\\\",\\\"created_at\\\":\\\"\"]");
    }

    @AfterEach
    void close() {
        group.close();
    }

    private void schedule(String jid, String jobtype, String queue, String args) {
        group.server.pushJson("{\"jid\":\"" + jid + "\",\"jobtype\":\"" + jobtype + "\",\"queue\":\"" + queue
                + "\",\"args\":" + args + ",\"at\":\"2130-01-01T00:00:00Z\"}");
    }

    private static List<String> jids(List<StoredJob> jobs) {
        return jobs.stream().map(StoredJob::jid).sorted().toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--jobtype mail                                      | mail-in-high mail-in-low",
                "--jobtype mail --jobtype mailshot                   | mail-in-high mail-in-low shot-in-low",
                "--queue low                                         | mail-in-low shot-in-low",
                "--queue low --jobtype mail                          | mail-in-low",
                "--queue low --queue high --jobtype mail --state waiting | mail-in-high mail-in-low",
                "--jid shot-in-low                                   | shot-in-low",
                "--all                                               | mail-in-high mail-in-low nest-in-high shot-in-low",
                "--jobtype none                                      | ''",
            })
    void takesWhatTheFilterSaysAndNothingElse(String filter, String swept) {
        CommandLineRun run = group.run(("fleet cancel --sweep --yes " + filter.strip()).split(" "));

        assertThat(run.exitCode()).as(run.toString()).isZero();
        assertThat(String.join(" ", jids(group.server.dead()))).isEqualTo(swept);
        assertThat(run.out())
                .contains("swept: scheduled had 4 jobs and has "
                        + (4 - group.server.dead().size()) + " now")
                .contains("made within the second of this call");
    }

    @Test
    void discardedOnesAreNotInDead() {
        JsonNode json =
                group.json("fleet", "cancel", "--queue", "low", "--sweep", "--discard", "--yes", "--output", "json");

        assertThat(json.path("swept"))
                .hasToString("{\"scheduled\":{\"before\":4,\"after\":2},\"retries\":{\"before\":0,\"after\":0}}");
        assertThat(group.server.dead()).isEmpty();
    }

    @Test
    void theQuestionNamesTheSets() {
        CommandLineRun run =
                Typed.onTerminal("n\n").run(group.environment(), "fleet", "cancel", "--jobtype", "mail", "--sweep");

        assertThat(run.err()).contains("and those in scheduled (4 jobs) and retries (0 jobs)");
        assertThat(group.server.commands("MUTATE")).isEmpty();
    }

    @Test
    void withoutItsServerNothingIsOpened() {
        group.server.close();

        CommandLineRun run = group.run("fleet", "cancel", "--jobtype", "mail", "--sweep", "--yes");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(group.client.operations()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--jobtype ma*                 | the jobtype 'ma*'",
                "--jobtype a[b]                | the jobtype 'a[b]'",
                "--jobtype a\"b                | the jobtype 'a\"b'",
                "--jobtype mail --host a       | a worker's host, label or version",
                "--jobtype mail --label a      | a worker's host, label or version",
                "--jobtype mail --custom a=b   | --custom",
                "--created-before 1h           | a time",
                "--state running --queue low   | --state running asks for none of them",
                "--state waiting               | needs --jobtype, --queue, --jid or --all",
                "--jid mail-in-low --queue low | it would look at the jids only",
            })
    void whatTheServerCannotBeAskedIsRefused(String filter, String message) {
        CommandLineRun run = group.run(("fleet cancel --sweep --yes " + filter.strip()).split(" "));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.errLines()).singleElement().asString().contains("--sweep: ", message);
        assertThat(group.client.operations()).isEmpty();
        assertThat(group.server.commands("MUTATE")).isEmpty();
    }
}
