package dev.millwright.worker.cli;

import static dev.millwright.worker.cli.WorkerPages.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millwright.worker.testkit.DevServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code run --metrics-port}, from the line in the log to the end of the process. */
@Timeout(60)
class MetricsPortTest {
    private final DevServer server = DevServer.start();
    private final WorkerPages pages = new WorkerPages();

    @AfterEach
    void close() {
        pages.close();
        server.close();
    }

    @Test
    void answersUntilTheWorkerHasStopped() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch finish = new CountDownLatch(1);
        CompletableFuture<CommandLineRun> run = CompletableFuture.supplyAsync(() -> CommandLineRun.of(
                Map.of("FAKTORY_URL", server.url(), "MILLWRIGHT_METRICS_PORT", "0"),
                jobs -> jobs.register("wait", context -> {
                    running.countDown();
                    finish.await();
                }),
                "run",
                "--heartbeat",
                "50ms",
                "--log-level", // an earlier run in this JVM may have chosen less
                "info"));
        server.push("wait");
        assertThat(running.await(30, TimeUnit.SECONDS)).isTrue();
        String base = pages.url();
        assertThat(base).startsWith("http://127.0.0.1:");
        while (get(base + "/readyz").statusCode() != 200) {
            Thread.onSpinWait(); // the page learns of the first heartbeat, the job does not wait for it
        }

        server.terminate(server.workers().get(0).wid());
        server.await(
                "the worker says that it stops",
                it -> it.commands("BEAT").stream()
                        .anyMatch(beat -> beat.payload().contains("terminate")));

        assertThat(get(base + "/readyz").body()).isEqualTo("not ready: stopping\n");
        assertThat(get(base + "/jobs").body()).contains("\"jobtype\":\"wait\"");
        assertThat(get(base + "/metrics").body()).contains("millwright_slots_used{pool=\"unnamed\"} 1.0");
        finish.countDown();
        server.endFetches();

        assertThat(run.get(50, TimeUnit.SECONDS)).isEqualTo(new CommandLineRun(0, "", ""));
        assertThatThrownBy(() -> get(base + "/livez")).isInstanceOf(IOException.class);
    }

    @Test
    void aTakenPortIsOneLine() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CommandLineRun run =
                    CommandLineRun.of("run", "--sample-jobs", "--metrics-port", Integer.toString(taken.getLocalPort()));

            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.errLines())
                    .singleElement()
                    .asString()
                    .startsWith("millwright: --metrics-port: cannot listen on 127.0.0.1:" + taken.getLocalPort())
                    .contains("choose another port, or 0 for any free one");
        }
    }
}
