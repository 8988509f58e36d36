package dev.millwright.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.testtools.ChildJvm;
import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.Job;
import dev.millwright.worker.ServerAddress;
import dev.millwright.worker.testkit.DevServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A worker whose standard error is a pipe that nobody reads: it goes on as if somebody did. */
@Timeout(120)
class UnreadLogTest {
    /** More lines than a pipe holds, 64 KiB. */
    private static final int FILLS_PIPE = 1_000;

    /** More than the worker keeps, 4 MiB. */
    private static final int OVERFLOWS = 25_000;

    private static final Duration LONG = Duration.ofSeconds(60);

    private final DevServer server =
            DevServer.builder().fetchWait(Duration.ofMillis(100)).start();
    private final FaktoryClient client = FaktoryClient.connect(ServerAddress.parse(server.url()));
    private final Process worker;

    UnreadLogTest() throws IOException {
        worker = ChildJvm.of(Main.class)
                .options("--enable-native-access=ALL-UNNAMED")
                .processBuilder("run", "--sample-jobs", "--server", server.url(), "--shutdown-timeout", "10m")
                .start();
    }

    @AfterEach
    void close() {
        worker.destroyForcibly();
        client.close();
        server.close();
    }

    private void runJobs(int count) {
        long before = server.processed();
        for (int pushed = 0; pushed < count; pushed += 1_000) {
            client.pushBulk(IntStream.range(0, 1_000)
                    .mapToObj(i -> Job.of("sample.noop"))
                    .toList());
        }
        server.await("all jobs are done", now -> now.processed() >= before + count, LONG);
    }

    private void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(worker.pid()))
                .start()
                .waitFor();
    }

    private int exitCode() throws InterruptedException {
        assertThat(worker.waitFor(40, TimeUnit.SECONDS))
                .as("the worker has ended")
                .isTrue();
        return worker.exitValue();
    }

    @Test
    void jobsGoOnAndAStopEnds() throws Exception {
        runJobs(FILLS_PIPE);

        signal("TTIN");
        signal("HUP");
        runJobs(FILLS_PIPE);
        signal("TERM");

        assertThat(exitCode()).isZero();
    }

    @Test
    void anInterruptedJobIsStillTheExitCode() throws Exception {
        runJobs(FILLS_PIPE);
        client.push(Job.of("sample.sleep", 600_000));
        server.await("the long job runs", now -> now.working().size() == 1, LONG);

        signal("TERM");
        server.await("the worker fetches no more", now -> now.blockedFetches() == 0, LONG);
        signal("TERM");

        assertThat(exitCode()).isEqualTo(1);
        server.await("the job was reported", now -> now.working().isEmpty(), LONG);
    }

    @Test
    void aThirdSignalHalts() throws Exception {
        runJobs(FILLS_PIPE);
        client.push(Job.of("sample.stubborn", 600_000));
        server.await("the long job runs", now -> now.working().size() == 1, LONG);

        for (int i = 0; i < 3; i++) {
            signal("TERM");
        }

        assertThat(exitCode()).isEqualTo(1);
    }

    @Test
    void whatWasDroppedIsToldOnceSomebodyReads() throws Exception {
        runJobs(OVERFLOWS);

        List<String> lines = new ArrayList<>();
        try (BufferedReader log = worker.errorReader()) {
            do {
                lines.add(log.readLine());
            } while (!lines.get(lines.size() - 1).contains(" lines of this log were dropped"));
            signal("TERM");
            log.lines().forEach(lines::add);
        }

        assertThat(exitCode()).isZero();
        assertThat(lines.get(lines.size() - 1)).matches(".* WARN .* in all \\d+ lines of this log were dropped.*");
        assertThat(lines).anyMatch(line -> line.contains("stopping"));
    }
}
