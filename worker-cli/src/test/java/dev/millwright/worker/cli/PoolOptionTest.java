package dev.millwright.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.testkit.DevServer;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code run --pool}, as a dry run shows it. */
@Timeout(60)
class PoolOptionTest {
    private final DevServer server = DevServer.start();

    @AfterEach
    void close() {
        server.close();
    }

    private CommandLineRun dryRun(Map<String, String> environment, String... options) {
        Map<String, String> variables = new HashMap<>(environment);
        variables.put("FAKTORY_URL", server.url());
        String[] args = new String[options.length + 3];
        args[0] = "run";
        args[1] = "--sample-jobs";
        args[2] = "--dry-run";
        System.arraycopy(options, 0, args, 3, options.length);
        return CommandLineRun.of(variables, args);
    }

    private static void assertShows(CommandLineRun run, String... queues) {
        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines().filter(line -> line.startsWith("queues"))).containsExactly(queues);
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void aPoolHasSlotsAndQueues() {
        assertShows(
                dryRun(Map.of(), "--pool", "bulk=5:low"), "queues    low (does not exist yet) in pool bulk, 5 slots");
    }

    @Test
    void furtherQueuesFollow() {
        String both = "queues    low,2 (does not exist yet), slow,1 (does not exist yet) in pool bulk, 5 slots";

        assertShows(dryRun(Map.of(), "--pool", "bulk=5:low,2", "slow,1"), both);
        assertShows(dryRun(Map.of(), "--pool=bulk=5:low,2 slow,1"), both);
    }

    @Test
    void thereCanBeSeveral() {
        String[] three = {
            "queues    default (does not exist yet), 3 slots",
            "queues    low (does not exist yet), slow (does not exist yet) in pool bulk, 5 slots",
            "queues    mail (does not exist yet) in pool mail, 1 slot"
        };

        assertShows(dryRun(Map.of(), "--pool", "bulk=5:low", "slow", "--pool", "mail=1:mail", "-c", "3"), three);
        assertShows(dryRun(Map.of(), "-c", "3", "--pool", "bulk=5:low slow mail=1:mail"), three);
        assertShows(
                dryRun(Map.of("MILLWRIGHT_POOL", "bulk=5:low slow mail=1:mail", "MILLWRIGHT_CONCURRENCY", "3")), three);
    }

    @Test
    void theOptionWinsOverTheVariable() {
        assertShows(
                dryRun(Map.of("MILLWRIGHT_POOL", "bulk=5:low"), "--pool", "mail=1:mail"),
                "queues    mail (does not exist yet) in pool mail, 1 slot");
    }

    @Test
    void aMistakeInTheVariableNamesIt() {
        CommandLineRun run = dryRun(Map.of("MILLWRIGHT_POOL", "bulk=5"));

        assertThat(run.errLines())
                .singleElement()
                .asString()
                .contains("--pool: 'bulk=5' is no pool")
                .contains("MILLWRIGHT_POOL");
        assertThat(run.exitCode()).isEqualTo(2);
    }
}
