package dev.millwright.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.testkit.DevServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code run --dry-run} tries what a worker will need. */
@Timeout(60)
class DryRunTest {
    private final DevServer server = DevServer.start();

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        server.close();
    }

    private CommandLineRun run(String... options) throws Exception {
        String[] args = new String[options.length + 1];
        args[0] = "run";
        System.arraycopy(options, 0, args, 1, options.length);
        CompletableFuture<CommandLineRun> result = new CompletableFuture<>();
        // A thread of its own, as the context class loader of the caller is changed.
        new Thread(() -> result.complete(CommandLineRun.of(Map.of("FAKTORY_URL", server.url()), args))).start();
        return result.get(50, TimeUnit.SECONDS);
    }

    private CommandLineRun dryRun(Path jar) throws Exception {
        return run("--dry-run", "--jobs", jar.toString());
    }

    private static void assertUseless(CommandLineRun run, String message) {
        assertThat(run.errLines())
                .singleElement()
                .asString()
                .startsWith("millwright: --")
                .contains(message);
        assertThat(run.exitCode()).isEqualTo(2);
    }

    @Test
    void theMetricsPortIsTried() throws Exception {
        String port;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = Integer.toString(taken.getLocalPort());

            assertUseless(
                    run("--dry-run", "--sample-jobs", "--metrics-port", port),
                    "--metrics-port: cannot listen on 127.0.0.1:" + port);
        }

        for (int i = 0; i < 2; i++) { // the first gives it back
            CommandLineRun free = run("--dry-run", "--sample-jobs", "--metrics-port", port);
            assertThat(free.err()).isEmpty();
            assertThat(free.out()).contains("metrics   127.0.0.1:" + port + ", which is free");
        }
    }

    private Path goodJar() throws IOException {
        return new SourceJar(directory)
                .file("some/data.txt", "all that a job needs ".repeat(100))
                .module("1")
                .write("jobs.jar");
    }

    @Test
    void aJarIsLoadedAndRead() throws Exception {
        CommandLineRun run = dryRun(goodJar());

        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("jobtypes  look");
    }

    @Test
    void whatIsNoJarIsRefused() throws Exception {
        Path text = Files.writeString(directory.resolve("text.jar"), "not found");
        Path empty = Files.createFile(directory.resolve("empty.jar"));
        Path cut = directory.resolve("cut.jar");
        byte[] whole = Files.readAllBytes(goodJar());
        Files.write(cut, Arrays.copyOf(whole, whole.length - 30));

        for (Path jar : new Path[] {text, empty, cut}) {
            assertUseless(dryRun(jar), "--jobs: " + jar + " is no jar, or is damaged (");
            assertUseless(run("--jobs", goodJar() + ":" + jar), "--jobs: " + jar + " is no jar, or is damaged (");
        }
        assertUseless(dryRun(directory.resolve("none.jar")), "--jobs: cannot read " + directory.resolve("none.jar"));
    }

    /** Java would find out when a job needs it. */
    @Test
    void aJarThatIsDamagedInsideIsRefused() throws Exception {
        Path jar = goodJar();
        byte[] bytes = Files.readAllBytes(jar);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int content = text.indexOf("some/data.txt") + "some/data.txt".length();
        for (int i = 8; i < 16; i++) {
            bytes[content + i] ^= 0x55;
        }
        Files.write(jar, bytes);

        assertUseless(dryRun(jar), jar + " is no jar, or is damaged (");
    }

    @Test
    void aJarWithoutItsModuleSaysSo() throws Exception {
        Path jar = new SourceJar(directory)
                .file("META-INF/services/dev.millwright.worker.JobModule", "some.Jobs")
                .write("jobs.jar");

        assertUseless(dryRun(jar), "a JobModule cannot be loaded: dev.millwright.worker.JobModule: Provider some.Jobs");
    }

    @Test
    void aModuleThatCannotBeMadeSaysSo() throws Exception {
        Path jar = new SourceJar(directory)
                .source("some.Jobs", """
                        package some;
                        public abstract class Jobs implements dev.millwright.worker.JobModule {}
                        """)
                .file("META-INF/services/dev.millwright.worker.JobModule", "some.Jobs")
                .write("jobs.jar");

        assertUseless(dryRun(jar), "a JobModule cannot be loaded: ");
    }
}
