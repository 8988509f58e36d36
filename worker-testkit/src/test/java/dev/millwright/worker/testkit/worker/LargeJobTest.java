package dev.millwright.worker.testkit.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.testtools.ChildJvm;
import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.Job;
import dev.millwright.worker.testkit.DevServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A job that the worker's heap has no room for: the worker says so, with the length, and goes on with the others. */
@Timeout(120)
class LargeJobTest {
    private static final int LENGTH = 50_000_000;

    @TempDir
    private Path directory;

    private ChildJvm program(String url) throws IOException {
        Path logging = Files.writeString(directory.resolve("logback.xml"), """
                <configuration>
                  <appender name="console" class="ch.qos.logback.core.ConsoleAppender">
                    <encoder><pattern>%level %msg%n</pattern></encoder>
                  </appender>
                  <root level="INFO"><appender-ref ref="console"/></root>
                </configuration>
                """);
        return ChildJvm.of(SmallProgram.class)
                .options("-Xmx64m", "-Dlogback.configurationFile=" + logging)
                .start(url);
    }

    @Test
    void isWarnedOfWithItsLengthAndHarmsNoOther() throws IOException, InterruptedException {
        try (DevServer server =
                        DevServer.builder().fetchWait(Duration.ofMillis(200)).start();
                FaktoryClient client = FaktoryClient.connect(server.address());
                ChildJvm program = program(server.url())) {
            client.push(Job.builder("large").args("x".repeat(LENGTH)).build());
            String small = client.push(Job.of("small"));
            server.await(
                    "the small job is ACKed",
                    now -> server.commands("ACK").stream()
                            .anyMatch(ack -> ack.payload().contains(small)),
                    Duration.ofSeconds(60));
            program.terminate();
            program.exitCode();

            assertThat(program.output())
                    .doesNotContain("ran the large job")
                    .containsPattern("WARN.*a fetched job of 50000\\d\\d\\d bytes is too large for the heap");
        }
    }
}
