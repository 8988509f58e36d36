package dev.millwright.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.testkit.DevServer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code run --write-off}. */
@Timeout(60)
class WriteOffOptionTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final DevServer server = DevServer.start();

    @AfterEach
    void close() {
        server.close();
    }

    private CompletableFuture<CommandLineRun> run(String... more) {
        String[] args = new String[more.length + 5];
        System.arraycopy(
                new String[] {"run", "--sample-jobs", "--concurrency=1", "--cleanup-grace=100ms", "--heartbeat=1s"},
                0,
                args,
                0,
                5);
        System.arraycopy(more, 0, args, 5, more.length);
        CompletableFuture<CommandLineRun> result = new CompletableFuture<>();
        new Thread(() -> result.complete(CommandLineRun.of(Map.of("FAKTORY_URL", server.url()), args))).start();
        return result;
    }

    @Test
    void theSlotOfAFunctionThatIgnoresItsSignalIsFreeAgain() throws Exception {
        CompletableFuture<CommandLineRun> run = run("--write-off=1", "--shutdown-timeout=0ms");
        String stubborn = server.push("sample.stubborn", 60_000);
        server.await("it runs", now -> now.working().size() == 1, LIMIT);
        assertThat(server.cancel(stubborn)).isTrue();
        String after = server.push("sample.stubborn", 1);

        server.await(
                "the only slot to be used by the next one",
                now -> now.commands("ACK").stream()
                        .anyMatch(ack -> ack.toString().contains(after)),
                LIMIT);

        assertThat(server.dead())
                .singleElement()
                .satisfies(job -> assertThat(job.jid()).isEqualTo(stubborn));
        server.terminate(server.workers().get(0).wid());
        assertThat(run.get(50, TimeUnit.SECONDS).exitCode()).isZero(); // the stop has interrupted none
    }
}
