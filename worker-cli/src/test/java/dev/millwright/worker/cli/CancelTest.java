package dev.millwright.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.ServerAddress;
import dev.millwright.worker.Worker;
import dev.millwright.worker.testkit.DevServer;
import dev.millwright.worker.testkit.StoredJob;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code cancel}, on a server that has no CANCEL of its own. */
@Timeout(60)
class CancelTest {
    private final DevServer server = DevServer.builder().stockCommandsOnly().start();
    private final Map<String, String> environment = Map.of("FAKTORY_URL", server.url());
    private final Worker worker = Worker.builder()
            .server(ServerAddress.parse(server.url()))
            .shutdownTimeout(Duration.ZERO)
            .register("sleep", context -> new CountDownLatch(1).await())
            .build();

    @AfterEach
    void close() {
        worker.quiet();
        server.endFetches();
        worker.close();
        server.close();
    }

    private String running() {
        worker.start();
        String jid = server.push("sleep");
        server.await("a running job", now -> now.working().size() == 1);
        return jid;
    }

    private String scheduled() {
        server.pushJson("{\"jid\":\"scheduled-1\",\"jobtype\":\"sleep\",\"args\":[],\"at\":\"2130-01-31T08:00:00Z\"}");
        return "scheduled-1";
    }

    @Test
    void stopsARunningJob() {
        String jid = running();

        CommandLineRun run = CommandLineRun.of(environment, "cancel", jid);

        assertThat(run.out()).isEqualToIgnoringNewLines(jid + "  cancelled while running");
        assertThat(run.exitCode()).isZero();
        server.await("the job to be dead", now -> now.dead().size() == 1);
        assertThat(server.queueSizes().keySet()).noneMatch(name -> name.startsWith("cancel."));
        long ordered = server.commands("PUSHB").get(0).number();
        assertThat(server.commands("INFO"))
                .as("could end server 1.10.0 while the control queue comes and goes")
                .allMatch(info -> info.number() < ordered);
    }

    @Test
    void discardsARunningJob() {
        String jid = running();

        CommandLineRun run = CommandLineRun.of(environment, "cancel", "--discard", jid);

        assertThat(run.exitCode()).isZero();
        server.await("an ACK", now -> now.working().isEmpty());
        assertThat(server.dead()).isEmpty();
        assertThat(server.retries()).isEmpty();
    }

    @Test
    void killsOneThatWaits() {
        CommandLineRun run = CommandLineRun.of(environment, "cancel", "-o", "json", scheduled());

        assertThat(run.out()).isEqualToIgnoringNewLines("{\"scheduled-1\":\"killed\"}");
        assertThat(server.dead()).extracting(StoredJob::jid).containsExactly("scheduled-1");
    }

    @Test
    void discardsOneThatWaits() {
        CommandLineRun run = CommandLineRun.of(environment, "cancel", "--discard", scheduled());

        assertThat(run.out()).isEqualToIgnoringNewLines("scheduled-1  discarded before it ran");
        assertThat(server.scheduled()).isEmpty();
        assertThat(server.dead()).isEmpty();
    }

    @Test
    void exitsWith3IfItIsNotKnownWhichJobWasFoundAndLeavesNothingBehind() {
        CommandLineRun run = CommandLineRun.of(environment, "cancel", "--wait", "1ms", scheduled(), "nobody-has-this");

        String either =
                "not seen to run; killed if it was scheduled or waited for a retry, which is not known; one in a queue is not found";
        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.out().lines()).containsExactly("scheduled-1  " + either, "nobody-has-this  " + either);
        assertThat(server.dead()).extracting(StoredJob::jid).containsExactly("scheduled-1");
        assertThat(server.queueSizes().keySet()).noneMatch(name -> name.startsWith("cancel."));
    }

    @Test
    void leavesThePendingOrderForAJobThatIsAboutToStart() {
        CommandLineRun run = CommandLineRun.of(environment, "cancel", "--wait", "1ms", "--pending", "about-to-start");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("the order waits");
        assertThat(server.queue("cancel.about-to-start")).hasSize(1);
    }

    @Test
    void aDryRunTouchesNothingAndClaimsNothing() {
        scheduled();

        CommandLineRun run = CommandLineRun.of(environment, "cancel", "--dry-run", "scheduled-1", "nobody-has-this");

        String sought = "would be looked for; whether there is such a job is not known";
        assertThat(run.out().lines()).containsExactly("scheduled-1  " + sought, "nobody-has-this  " + sought);
        assertThat(run.exitCode()).isZero();
        assertThat(CommandLineRun.of(environment, "cancel", "--dry-run", "-o", "json", "scheduled-1")
                        .out())
                .isEqualToIgnoringNewLines("{\"scheduled-1\":\"dry_run\"}");
        assertThat(server.scheduled()).hasSize(1);
    }

    @Test
    void readsJidsFromStandardInput() {
        CommandLineRun run = Typed.intoPipe(scheduled() + " \r\n\n").run(environment, "cancel", "-");

        assertThat(run.out()).isEqualToIgnoringNewLines("scheduled-1  killed before it ran");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void jidsThatAreNotUtf8CancelNothing() {
        byte[] latin1 = (scheduled() + "\njob-größe\n").getBytes(StandardCharsets.ISO_8859_1);

        CommandLineRun run = Typed.intoPipe(latin1).run(environment, "cancel", "-");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.errLines()).singleElement().asString().contains("line 2 is not UTF-8");
        assertThat(server.scheduled()).hasSize(1);
    }

    @Test
    void showsFromTheStartHowFarItIsWhereverTheJidsComeFrom() {
        List<String> jids =
                IntStream.range(10, 30).mapToObj(i -> "nobody-has-" + i).toList();

        CommandLineRun fromFile =
                Typed.fromFile(String.join("\n", jids)).run(environment, "cancel", "--wait", "1ms", "-");
        List<String> words = new ArrayList<>(List.of("cancel", "--wait", "1ms"));
        words.addAll(jids);
        CommandLineRun asWords = Typed.onTerminal("").run(environment, words.toArray(String[]::new));

        assertThat(fromFile.err()).startsWith("\r0 of 20 jobs\r1 of 20 jobs").endsWith(" \r");
        assertThat(fromFile.out().lines()).hasSize(20);
        assertThat(asWords).isEqualTo(fromFile);
    }
}
