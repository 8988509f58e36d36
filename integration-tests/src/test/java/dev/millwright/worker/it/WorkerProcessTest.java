package dev.millwright.worker.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/**
 * The packaged jar on a stock server: signals and exit codes. The number of rounds of the races is the
 * system property {@code millwright.rounds}, 3 if not set.
 */
@OnStockServer
@Timeout(600)
class WorkerProcessTest {
    private static final int ROUNDS = Integer.getInteger("millwright.rounds", 3);

    private StockServer server;

    @BeforeEach
    void remember(StockServer shared) {
        server = shared;
        try (ServerView view = new ServerView(server)) {
            // A worker that an earlier test halted has left FETCHes behind, which would take this test's jobs.
            view.until(now -> now.info().at("/server/connections").asInt() <= 1);
        }
    }

    private WorkerProcess run(String... options) {
        String[] args = new String[options.length + 4];
        System.arraycopy(new String[] {"run", "--server", server.url(), "--sample-jobs"}, 0, args, 0, 4);
        System.arraycopy(options, 0, args, 4, options.length);
        return WorkerProcess.start(args);
    }

    private void push(String jobtype, String args, int count) {
        try (RawFaktory producer = server.producer()) {
            String jobs = IntStream.range(0, count)
                    .mapToObj(i -> "{\"jid\":\"" + jobtype + "-" + System.nanoTime() + "-" + i + "\",\"jobtype\":\""
                            + jobtype + "\",\"queue\":\"default\",\"retry\":25,\"backtrace\":20,\"args\":" + args + "}")
                    .collect(Collectors.joining(",", "[", "]"));
            assertThat(producer.command("PUSHB " + jobs)).isEqualTo("{}");
        }
    }

    private static void untilOutput(WorkerProcess worker, String text) {
        await().atMost(Duration.ofSeconds(60)).until(() -> worker.output().contains(text));
    }

    @Test
    void jobsThatSleepAreFailedAndTheExitCodeIsOne() {
        push("sample.sleep", "[60000]", 2);
        try (WorkerProcess worker = run("--shutdown-timeout", "50ms");
                ServerView view = new ServerView(server)) {
            // Reserved is not begun, on a busy machine.
            await().atMost(Duration.ofSeconds(60)).until(() -> worker.output().split("start jid=", -1).length == 3);
            worker.signal("TERM");

            assertThat(worker.exitCode()).isEqualTo(1);
            assertThat(view.size("working")).isZero();
            assertThat(view.retries()).hasSize(2).allSatisfy(job -> {
                JsonNode failure = job.path("failure");
                assertThat(failure.path("errtype").asString()).isEqualTo("JobInterrupted");
                assertThat(failure.path("backtrace").toString()).contains("SampleJobs.sleep");
            });
        }
    }

    @Test
    void jobsThatFinishInTimeAreAckedAndTheExitCodeIsZero() {
        push("sample.sleep", "[300]", 2);
        try (WorkerProcess worker = run();
                ServerView view = new ServerView(server)) {
            view.until(now -> now.size("working") == 2);
            worker.signal("TERM");

            assertThat(worker.exitCode()).isZero();
            assertThat(view.processed()).isEqualTo(2);
            assertThat(view.size("working") + view.size("retries")).isZero();
        }
    }

    @Test
    void aStubbornJobIsFailedAndTheProcessEndsWithTheGrace() {
        push("sample.stubborn", "[600000]", 1);
        try (WorkerProcess worker = run("--shutdown-timeout", "50ms", "--cleanup-grace", "200ms");
                ServerView view = new ServerView(server)) {
            view.until(now -> now.size("working") == 1);
            worker.signal("TERM");

            assertThat(worker.exitCode()).isEqualTo(1);
            assertThat(view.size("working")).isZero();
            assertThat(view.size("retries")).isEqualTo(1);
        }
    }

    @Test
    void aSecondSignalSkipsTheWaitAndAThirdHalts() {
        push("sample.stubborn", "[600000]", 1);
        try (WorkerProcess worker = run("--shutdown-timeout", "10m", "--cleanup-grace", "10m");
                ServerView view = new ServerView(server)) {
            view.until(now -> now.size("working") == 1);
            worker.signal("INT");
            untilOutput(worker, "stopping");
            worker.signal("INT");
            view.until(now -> now.size("retries") == 1);
            worker.signal("INT");

            assertThat(worker.exitCode()).isEqualTo(1);
            assertThat(worker.output()).contains("halted by a third signal");
        }
    }

    @Test
    void quietFetchesNoMoreAndTtinShowsWhatRuns() {
        push("sample.sleep", "[600000]", 1);
        try (WorkerProcess worker = run("--shutdown-timeout", "50ms", "--log-level", "debug")) {
            untilOutput(worker, "start jid=");
            worker.signal("TTIN");
            untilOutput(worker, "SampleJobs.sleep");
            worker.signal("TSTP");
            untilOutput(worker, "quiet");
            worker.signal("HUP");
            worker.signal("TERM");

            assertThat(worker.exitCode()).isEqualTo(1);
        }
    }

    @Test
    void anIdleWorkerLeavesNothingReserved() {
        for (int round = 0; round < ROUNDS; round++) {
            int before = round * 20;
            try (WorkerProcess worker = run();
                    ServerView view = new ServerView(server)) {
                untilOutput(worker, "fetches from");
                view.until(now -> now.info().at("/server/connections").asInt() >= 12);
                worker.signal("TERM");
                untilOutput(worker, "stopping");
                push("sample.noop", "[]", 20);

                assertThat(worker.exitCode()).isZero();
                assertThat(view.size("working")).as("round %d", round).isZero();
                assertThat(view.processed() + view.queued("default")).isEqualTo(before + 20);
            }
        }
    }

    @Test
    void aWorkerStoppedUnderLoadLosesNothing() {
        int count = 20_000;
        for (int round = 0; round < ROUNDS; round++) {
            try (ServerView view = new ServerView(server)) {
                long before = view.processed();
                long queued = view.queued("default");
                for (long missing = count - queued; missing > 0; missing -= 5_000) {
                    push("sample.noop", "[]", (int) Math.min(5_000, missing));
                }
                try (WorkerProcess worker = run("-c", "20")) {
                    view.until(now -> now.processed() > before + 500);
                    worker.signal("TERM");

                    assertThat(worker.exitCode()).isZero();
                    assertThat(view.size("working")).as("round %d", round).isZero();
                    assertThat(view.queued("default") + view.processed() - before)
                            .isEqualTo(count);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "run                                              | 2 | there are no job functions",
                "run --sample-jobs -c 0                           | 2 | concurrency must be at least 1, not 0",
                "run --sample-jobs -c many                        | 2 | 'many' is not an int",
                "run --sample-jobs --server http://x              | 2 | must begin with tcp://",
                "run --sample-jobs --server tcp://x:99999         | 2 | between 1 and 65535",
                "run --jobs /no/such.jar                          | 2 | cannot read /no/such.jar",
                "run --sample-jobs --shutdown-timeout 5           | 2 | '5' is not a duration: write 500ms",
                "run --sample-jobs --shutdwn-timeout 5s           | 2 | did you mean --shutdown-timeout",
                "run --sample-jobs -q no/queue                    | 2 | 'no/queue' is not a queue name",
                "frobnicate                                       | 2 | 'frobnicate'",
                "info --server tcp://localhost:1                  | 3 | connection refused",
            })
    void aMistakeIsOneLineThatNamesTheRemedy(String command, int exitCode, String message) {
        try (WorkerProcess worker = WorkerProcess.start(command.split(" +"))) {
            assertThat(worker.exitCode()).isEqualTo(exitCode);
            assertThat(worker.output().lines().toList())
                    .singleElement()
                    .asString()
                    .startsWith("millwright: ")
                    .contains(message);
        }
    }

    @Test
    void aWrongPasswordIsOneLineAtOnce() {
        try (StockServer locked = StockServer.with().password("s3cret").start();
                WorkerProcess worker = WorkerProcess.start(
                        "run", "--sample-jobs", "--server", "tcp://:guess@localhost:" + locked.port())) {
            assertThat(worker.exitCode()).isEqualTo(3);
            assertThat(worker.output().lines().filter(line -> line.startsWith("millwright: ")))
                    .singleElement()
                    .asString()
                    .contains("refused the password")
                    .doesNotContain("guess");
        }
    }
}
