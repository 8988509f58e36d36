package dev.millwright.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.testtools.ChildJvm;
import dev.millwright.worker.testkit.DevServer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A function that ends the JVM strands no job, although the log is gone by then. */
@Timeout(60)
class SystemExitTest {
    @Test
    void aFunctionThatCallsSystemExitStopsTheWorker() throws Exception {
        try (DevServer server =
                        DevServer.builder().fetchWait(Duration.ofMillis(200)).start();
                ChildJvm program = ChildJvm.of(ExitingProgram.class)
                        .start(
                                "run",
                                "--sample-jobs",
                                "--server",
                                server.url(),
                                "--shutdown-timeout",
                                "200ms",
                                "--cleanup-grace",
                                "500ms")) {
            String other = server.push("sample.sleep", 3_600_000);
            server.await("it runs", now -> now.working().size() == 1, Duration.ofSeconds(30));
            String exit = server.push("exit");

            assertThat(program.exitCode()).isEqualTo(7);
            assertThat(program.output()).contains("no logs any more");
            assertThat(server.commands("FAIL"))
                    .anyMatch(fail -> fail.payload().contains(other))
                    .anyMatch(fail -> fail.payload().contains(exit))
                    .allMatch(fail -> fail.payload().contains("JobInterrupted"));
            assertThat(server.working()).isEmpty();
        }
    }
}
