package dev.millwright.worker.testkit.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.Job;
import dev.millwright.worker.ServerAddress;
import dev.millwright.worker.testkit.DevServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A job that the worker's heap has no room for: the worker says so, with the length, and goes on with the others. */
@Timeout(120)
class LargeJobTest {
    private static final int LENGTH = 50_000_000;

    @TempDir
    private Path directory;

    @Test
    void isWarnedOfWithItsLengthAndHarmsNoOther() throws IOException, InterruptedException {
        try (DevServer server =
                        DevServer.builder().fetchWait(Duration.ofMillis(200)).start();
                FaktoryClient client = FaktoryClient.connect(ServerAddress.parse(server.url()))) {
            Path logging = Files.writeString(directory.resolve("logback.xml"), """
                    <configuration>
                      <appender name="console" class="ch.qos.logback.core.ConsoleAppender">
                        <encoder><pattern>%level %msg%n</pattern></encoder>
                      </appender>
                      <root level="INFO"><appender-ref ref="console"/></root>
                    </configuration>
                    """);
            Process program = new ProcessBuilder(
                            ProcessHandle.current().info().command().orElse("java"),
                            "-Xmx64m",
                            "-XX:TieredStopAtLevel=1",
                            "-Dlogback.configurationFile=" + logging,
                            "-cp",
                            System.getProperty("java.class.path"),
                            SmallProgram.class.getName(),
                            server.url())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("output").toFile())
                    .start();
            try {
                client.push(Job.builder("large").args("x".repeat(LENGTH)).build());
                String small = client.push(Job.of("small"));
                server.await(
                        "the small job is ACKed",
                        now -> server.commands("ACK").stream()
                                .anyMatch(ack -> ack.payload().contains(small)),
                        Duration.ofSeconds(60));
            } finally {
                program.destroy();
                assertThat(program.waitFor(30, TimeUnit.SECONDS)).isTrue();
            }
            assertThat(Files.readString(directory.resolve("output")))
                    .doesNotContain("ran the large job")
                    .containsPattern("WARN.*a fetched job of 50000\\d\\d\\d bytes is too large for the heap");
        }
    }
}
