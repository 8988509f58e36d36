package dev.millwright.worker.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.Job;
import dev.millwright.worker.Worker;
import dev.millwright.worker.fleet.internal.abandoned.Settings;
import dev.millwright.worker.testkit.DevServer;
import dev.millwright.worker.testkit.ManualClock;
import dev.millwright.worker.testkit.StoredJob;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobtypes that nobody runs with success, as the users of a group see them. */
class AbandonedTest {
    private static final AbandonedOptions SOON = AbandonedOptions.DEFAULT
            .withRule("*", "failing-for", "10m")
            .withRule("*", "idle-for", "20m")
            .withRule("*", "deploy-grace", "1m");

    private final DevServer server =
            DevServer.builder().fetchWait(Duration.ofMillis(300)).start();
    private final ManualClock clock = new ManualClock();
    private final FleetMemory memory = new FleetMemory(clock);
    private final FleetClient group = FleetClient.connect(memory, "g");

    private Worker started(AbandonedOptions options) {
        Worker worker = Worker.builder()
                .server(server.address())
                .clock(clock)
                .concurrency(3)
                .queues("default", "bulk")
                .register("fail", context -> {
                    throw new IllegalStateException(
                            "down\nwith args " + context.args().size());
                })
                .register("work", context -> {})
                .register("never", context -> {})
                .apply(Fleet.of(memory, "g").withAbandoned(options)::join)
                .build();
        worker.start();
        return worker;
    }

    private void stop(Worker worker) {
        worker.quiet();
        server.endFetches();
        assertThat(worker.stop()).succeedsWithin(30, TimeUnit.SECONDS);
        worker.close();
    }

    @AfterEach
    void close() {
        group.close();
        server.close();
    }

    private void run(String jobtype, String queue, int times) {
        long before = server.processed();
        try (FaktoryClient client = FaktoryClient.connect(server.address())) {
            for (int i = 0; i < times; i++) {
                client.push(Job.builder(jobtype)
                        .queue(queue)
                        .retry(0)
                        .args("secret")
                        .build());
            }
        }
        await("they have run").atMost(Duration.ofSeconds(30)).until(() -> {
            clock.advance(Duration.ofMillis(10)); // a report that no FETCH takes along is sent by the clock
            return server.processed() >= before + times;
        });
    }

    private void minutes(int minutes) {
        for (int i = 0; i < minutes; i++) {
            clock.advance(Duration.ofMinutes(1));
        }
    }

    @Test
    void whatHasFailedForLongIsOnTheListAndToldOf() {
        Worker worker = started(SOON.withAlertJob("alerts", "ops.abandoned"));
        run("fail", "bulk", 3);
        run("work", "default", 2);
        run("nobody", "default", 3);
        clock.advance(Duration.ofSeconds(10));
        minutes(9);
        assertThat(group.abandoned()).isEmpty();
        minutes(3);
        assertThat(group.abandoned())
                .satisfiesExactly(
                        one -> {
                            assertThat(one.queue()).isEqualTo("bulk");
                            assertThat(one.jobtype()).isEqualTo("fail");
                            assertThat(one.kind()).isEqualTo(AbandonedJobtype.Kind.FAILING);
                            assertThat(one.stage()).isEqualTo(AbandonedJobtype.Stage.NOTIFY);
                            assertThat(one.failures()).isEqualTo(3);
                            assertThat(one.runs()).isEqualTo(3);
                            assertThat(one.disableAt()).isEqualTo(Optional.empty());
                        },
                        one -> {
                            assertThat(one.jobtype()).isEqualTo("nobody");
                            assertThat(one.kind()).isEqualTo(AbandonedJobtype.Kind.UNKNOWN);
                        });
        await("two notices")
                .atMost(Duration.ofSeconds(110))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    clock.advance(Duration.ofSeconds(1)); // what the leaps of the clock have broken off is sent again
                    return server.queue("alerts").stream()
                                    .map(StoredJob::jid)
                                    .distinct()
                                    .count()
                            == 2;
                });
        assertThat(server.queue("alerts")).allSatisfy(job -> {
            assertThat(job.jid()).startsWith("abandoned-");
            assertThat(job.jobtype()).isEqualTo("ops.abandoned");
            assertThat(job.toString()).doesNotContain("secret");
        });
        minutes(10);
        assertThat(group.abandoned())
                .extracting(AbandonedJobtype::jobtype)
                .as("those that nobody has run lately, too")
                .containsExactlyInAnyOrder("fail", "nobody", "never", "work");
        stop(worker);
    }

    @Test
    void aSnoozeTakesItFromTheListAndSaysUntilWhen() {
        Worker worker = started(SOON);
        run("fail", "default", 3);
        minutes(12);
        assertThat(group.abandoned()).hasSize(1);
        assertThat(group.snooze("fail", Duration.ofHours(1), "me"))
                .isEqualTo(clock.instant().plus(Duration.ofHours(1)));
        minutes(2);
        assertThat(group.abandoned()).extracting(AbandonedJobtype::jobtype).doesNotContain("fail");
        assertThat(group.release("fail", "me")).as("it is not held").isZero();
        assertThatThrownBy(() -> group.snooze("fail", Duration.ZERO, "me"))
                .isInstanceOf(IllegalArgumentException.class);
        stop(worker);
    }

    @Test
    void whatHoldsForAJobtypeCanBeAskedForFromOutside(@TempDir Path folder) throws Exception {
        assertThatThrownBy(() -> group.explain("fail"))
                .isInstanceOf(FleetException.class)
                .hasMessageContaining("no worker of the group looks after");
        Path file = Files.writeString(folder.resolve("r.yaml"), "jobtypes:\n  fa*:\n    idle-for: 90d\n");
        Worker worker = started(AbandonedOptions.read(file));
        minutes(2);
        assertThat(group.explain("fail"))
                .contains(
                        new AbandonedSetting("idle-for", "90d", "jobtypes fa*, " + file + ":3"),
                        new AbandonedSetting("failing-for", "30d", "built in"))
                .isEqualTo(AbandonedOptions.read(file).explain("fail"));
        stop(worker);
    }

    @Test
    void whatAWorkerHasSeenLastIsNotLostAtItsEnd() {
        Worker first = started(SOON);
        run("fail", "default", 3);
        stop(first);
        Worker second = started(SOON);
        minutes(12);
        assertThat(group.abandoned()).extracting(AbandonedJobtype::failures).containsExactly(3L);
        stop(second);
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("millwright-fleet-notices"));
    }

    @Test
    void aWorkerWithoutTheOptionSaysNothing() {
        Worker worker = Worker.builder()
                .server(server.address())
                .clock(clock)
                .register("fail", context -> {
                    throw new IllegalStateException("down");
                })
                .apply(Fleet.of(memory, "g")::join)
                .build();
        worker.start();
        run("fail", "default", 3);
        minutes(60);
        assertThat(group.abandoned()).isEmpty();
        assertThat(memory.store("g").care().all().toCompletableFuture().join().facts())
                .isEmpty();
        stop(worker);
    }

    @Test
    void optionsThatMakeNoSenseAreRefused(@TempDir Path folder) throws Exception {
        AbandonedOptions plain = AbandonedOptions.DEFAULT;
        URI url = URI.create("https://hooks.example/x");
        String secret = "0123456789abcdef";
        assertThatThrownBy(() -> plain.withRule("a", "odd", "1")).hasMessageContaining("nothing that can be set");
        assertThatThrownBy(() -> plain.withRule("a", "idle-for", "1w")).hasMessageContaining("write for instance 30d");
        assertThatThrownBy(() -> plain.withRule("a", "notify", "false").withRule("*", "hold", "true"))
                .hasMessageContaining("without a notice");
        assertThatThrownBy(() -> plain.withWebhook(url, "short")).hasMessageContaining("16 characters");
        for (String bad : List.of("ftp://x/y", "https:///y", "hooks.example", "https://u:p@hooks.example/")) {
            assertThatThrownBy(() -> plain.withWebhook(URI.create(bad), secret))
                    .hasMessageContaining("cannot be used")
                    .hasMessageNotContaining("u:p");
        }
        assertThatThrownBy(() -> plain.withAlertJob("a b", "t")).isInstanceOf(IllegalArgumentException.class);
        assertThat(plain.withWebhook(url, secret).toString()).doesNotContain(secret);

        Path file = Files.writeString(
                folder.resolve("r.yaml"), "webhook: { url: 'https://x/y', secret-file: " + folder.resolve("s") + " }");
        assertThatThrownBy(() -> AbandonedOptions.read(file)).hasMessageContaining("secret-file cannot be read");
        Files.writeString(folder.resolve("s"), secret + "\n");
        assertThat(AbandonedOptions.read(file).settings().webhook())
                .isEqualTo(new Settings.Webhook(URI.create("https://x/y"), secret));
    }
}
