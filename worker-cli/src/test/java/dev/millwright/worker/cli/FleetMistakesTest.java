package dev.millwright.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.testtools.ChildJvm;
import dev.millwright.worker.testkit.DevServer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong about a group is told in one line, before anything is done. */
@Timeout(60)
class FleetMistakesTest {
    private static final String SECRET = "s3cr3t";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fleet status | say where the group's store is: --fleet redis://HOST:6379, or the variable MILLWRIGHT_FLEET",
                "fleet status --group g                              | say where the group's store is",
                "fleet status --fleet http://a                       | must begin with redis:// or rediss://, but has another scheme",
                "fleet status --fleet redis://a --group a/b          | \"a/b\" cannot be the name of a group",
                "fleet status --fleet rediss://a --fleet-ca-file /no | cannot read /no: give a readable PEM file",
                "fleet status --fleet redis://a --watch 1ms          | looks every 100ms at most",
                "fleet cancel --fleet redis://a                      | say which jobs, for instance with --jobtype or --queue; or --all",
                "fleet cancel --fleet redis://a --jobtype= --yes     | jobtype",
                "fleet cancel --fleet redis://a --all --queue q      | give either --all or a filter, not both",
                "fleet cancel --fleet redis://a --tenant 7           | unknown option '--tenant'",
                "fleet cancel --fleet redis://a --state asleep       | RUNNING, WAITING, BOTH",
                "fleet cancel --fleet redis://a --created-before now | 'now' is no moment: write 2030-01-31T08:00:00Z, or a duration",
                "fleet cancel --fleet redis://a --created-after 2030-01-31T08:00:00 | is no moment",
                "fleet cancel --fleet redis://a --jid-file /no       | cannot read /no",
                "fleet cancel --fleet redis://a --all --id a/b       | cannot be the id of an operation",
                "fleet cancel --fleet redis://a --all --for 0s       | --for: an operation lives for",
                "fleet cancel --fleet redis://a --all --tolerance 25h | --tolerance: ",
                "fleet abort --fleet redis://a                       | ID",
                "fleet cance --fleet redis://a                       | unexpected 'cance' (see",
                "run --sample-jobs --fleet http://a                  | --fleet: the fleet URL must begin with",
                "run --sample-jobs --group g                         | --group: is of no use without --fleet",
                "run --sample-jobs --fleet redis://a --group a/b     | --group: \"a/b\" cannot be the name",
            })
    void oneLine(String command, String message) {
        CommandLineRun run = Typed.intoPipe("").run(Map.of(), command.strip().split(" +"));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.errLines()).singleElement().asString().contains(message);
    }

    @Test
    void aVariableIsBlamed() {
        CommandLineRun run = Typed.intoPipe("").run(Map.of("MILLWRIGHT_GROUP", "g"), "run", "--sample-jobs");

        assertThat(run.errLines())
                .singleElement()
                .asString()
                .contains("--group: is of no use without --fleet; the value comes from the variable MILLWRIGHT_GROUP");
    }

    @Test
    void aStoreThatIsAwayIsOneLine() {
        CommandLineRun run = CommandLineRun.of("fleet", "workers", "--fleet", "redis://127.0.0.1:1");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.errLines())
                .singleElement()
                .asString()
                .contains("the fleet's store at redis://127.0.0.1:1 cannot be reached");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis://:SECRET@127.0.0.1:1",
                "redis://me:SECRET@127.0.0.1:1",
                "redis://me:SECRET@a b",
                "redis://SECRET@a",
                "http://me:SECRET@a",
                "me:SECRET@a",
                "redis://me:SE/SECRET@a",
                "redis://me:SECRET@a:99999",
            })
    void noPasswordIsShown(String url) {
        String given = url.replace("SECRET", SECRET);
        for (CommandLineRun run : new CommandLineRun[] {
            CommandLineRun.of("fleet", "status", "--fleet", given),
            CommandLineRun.of("fleet", "status", "--flet", given),
            CommandLineRun.of("fleet", given),
            CommandLineRun.of(Map.of("MILLWRIGHT_FLEET", given), "fleet", "cancel", "--all", "--yes"),
            CommandLineRun.of(
                    "run", "--sample-jobs", "--fleet", given, "--startup-timeout", "0s", "-s", "tcp://localhost:1")
        }) {
            assertThat(run.exitCode()).as(run.toString()).isIn(2, 3);
            assertThat(run.toString()).doesNotContain(SECRET);
        }
    }

    @Test
    void aWorkerInNoGroupLoadsNothingOfTheStoresClient() throws Exception {
        try (DevServer server = DevServer.start();
                ChildJvm worker = ChildJvm.of(Main.class)
                        .options("-Xlog:class+load")
                        .start("run", "--sample-jobs", "--server", server.url(), "--metrics-port", "0")) {
            server.await("it fetches", now -> !now.commands("FETCH").isEmpty());
            worker.terminate();
            assertThat(worker.exitCode()).isZero();

            assertThat(worker.output())
                    .contains("dev.millwright.worker.cli.internal.RunCommand ")
                    .doesNotContain("io.lettuce.", "reactor.core.", "fleet.internal.redis");
        }
    }
}
