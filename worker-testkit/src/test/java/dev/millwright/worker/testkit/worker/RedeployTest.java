package dev.millwright.worker.testkit.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.testtools.ChildJvm;
import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.Job;
import dev.millwright.worker.ServerAddress;
import dev.millwright.worker.Worker;
import dev.millwright.worker.testkit.DevServer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * An application server that deploys a program anew drops its class loader, and what it has loaded with it.
 *
 * <p>In a JVM of its own, without Netty on its class path: when a class loader goes, Netty's native library takes the
 * methods away from the classes of these names that the system's class loader finds.
 */
@Timeout(120)
class RedeployTest {
    /** Loaded by that loader, and all that it uses. */
    public static final class Program implements Consumer<String> {
        @Override
        public void accept(String url) {
            ServerAddress address = ServerAddress.parse(url);
            CountDownLatch ran = new CountDownLatch(4);
            try (Worker worker = Worker.builder()
                            .server(address)
                            .register("noop", context -> ran.countDown())
                            .onComplete(end -> ran.countDown())
                            .build();
                    FaktoryClient client = FaktoryClient.connect(address)) {
                worker.start();
                client.push(Job.of("noop"));
                client.push(Job.of("noop"));
                ran.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @TempDir
    private Path directory;

    /** A class path with nothing but the application server. */
    private Path applicationServer() throws IOException {
        String file = RedeployProgram.class.getName().replace('.', '/') + ".class";
        Path classes = directory.resolve("classes");
        Files.createDirectories(classes.resolve(file).getParent());
        try (InputStream in = RedeployTest.class.getClassLoader().getResourceAsStream(file)) {
            assertThat(in).isNotNull();
            Files.copy(in, classes.resolve(file));
        }
        return classes;
    }

    @Test
    void nothingHoldsTheClassLoader() throws Exception {
        try (DevServer server =
                        DevServer.builder().fetchWait(Duration.ofMillis(50)).start();
                ChildJvm program = ChildJvm.of(RedeployProgram.class)
                        .classPath(applicationServer().toString())
                        .start(
                                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                                Program.class.getName(),
                                server.url())) {
            program.exitCode();

            assertThat(program.lines()).endsWith("ended", "unloaded");
            assertThat(server.processed()).isEqualTo(2);
        }
    }
}
