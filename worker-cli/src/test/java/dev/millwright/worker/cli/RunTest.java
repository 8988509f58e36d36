package dev.millwright.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.JobModule;
import dev.millwright.worker.JobRegistry;
import dev.millwright.worker.testkit.ConnectedWorker;
import dev.millwright.worker.testkit.DevServer;
import dev.millwright.worker.testkit.RecordedCommand;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code run} in this process, stopped with a real SIGTERM to it once a job runs. */
@Timeout(60)
class RunTest {
    private final DevServer server =
            DevServer.builder().fetchWait(Duration.ofMillis(100)).start();
    private final CountDownLatch running = new CountDownLatch(1);

    @AfterEach
    void close() {
        server.close();
    }

    private CompletableFuture<CommandLineRun> start(
            Map<String, String> environment, Consumer<JobRegistry> jobs, String... options) {
        List<String> args = new ArrayList<>(List.of("run", "--cleanup-grace", "200ms"));
        args.addAll(List.of(options));
        Map<String, String> variables = new HashMap<>(Map.of("FAKTORY_URL", server.url()));
        variables.putAll(environment);
        CompletableFuture<CommandLineRun> result = new CompletableFuture<>();
        // A thread of its own, as the context class loader of the caller is changed.
        new Thread(() -> result.complete(CommandLineRun.of(variables, jobs, args.toArray(String[]::new)))).start();
        return result;
    }

    private static void terminate() throws IOException, InterruptedException {
        String pid = Long.toString(ProcessHandle.current().pid());
        assertThat(new ProcessBuilder("kill", "-TERM", pid).start().waitFor()).isZero();
    }

    private static CommandLineRun result(CompletableFuture<CommandLineRun> run) throws Exception {
        return run.get(50, TimeUnit.SECONDS);
    }

    @Test
    void aJobThatFinishesInTimeMakesZero() throws Exception {
        CountDownLatch finish = new CountDownLatch(1);
        CompletableFuture<CommandLineRun> run = start(
                Map.of(),
                jobs -> jobs.register("wait", context -> {
                    running.countDown();
                    finish.await();
                }));
        server.push("wait");
        assertThat(running.await(30, TimeUnit.SECONDS)).isTrue();

        terminate();
        finish.countDown();

        assertThat(result(run)).isEqualTo(new CommandLineRun(0, "", ""));
        assertThat(server.processed()).isEqualTo(1);
        assertThat(server.failures()).isZero();
    }

    @Test
    void anInterruptedJobMakesOne() throws Exception {
        CompletableFuture<CommandLineRun> run = start(
                Map.of(),
                jobs -> jobs.register("wait", context -> {
                    running.countDown();
                    new CountDownLatch(1).await();
                }),
                "--shutdown-timeout",
                "50ms");
        server.push("wait");
        assertThat(running.await(30, TimeUnit.SECONDS)).isTrue();

        terminate();

        assertThat(result(run)).isEqualTo(new CommandLineRun(1, "", ""));
        assertThat(server.retries().get(0).failure().orElseThrow().errtype()).isEqualTo("JobInterrupted");
    }

    @Test
    void theSampleThatIsFlakyIsTriedAgainInTheWorker() throws Exception {
        CompletableFuture<CommandLineRun> run = start(Map.of(), jobs -> {}, "--sample-jobs");
        server.push("sample.flaky", 2);
        server.await("the job to be done", now -> now.processed() == 1, Duration.ofSeconds(30));

        terminate();

        assertThat(result(run).exitCode()).isZero();
        assertThat(server.failures()).isZero();
        assertThat(server.commands("ACK")).hasSize(1);
        assertThat(server.commands("FAIL")).isEmpty();
        assertThat(server.retries()).isEmpty();
    }

    @Test
    void theSampleThatIsFinalIsDeadAtOnce() throws Exception {
        CompletableFuture<CommandLineRun> run = start(Map.of(), jobs -> {}, "--sample-jobs");
        server.push("sample.final");
        server.await("the job to be dead", now -> now.dead().size() == 1, Duration.ofSeconds(30));

        terminate();

        assertThat(result(run).exitCode()).isZero();
        assertThat(server.dead().get(0).failure().orElseThrow().errtype()).endsWith("NonRetryableException");
        assertThat(server.retries()).isEmpty();
    }

    @Test
    void optionsAndVariablesReachTheWorker() throws Exception {
        CompletableFuture<ConnectedWorker> seen = new CompletableFuture<>();
        CompletableFuture<CommandLineRun> run = start(
                Map.of(
                        "MILLWRIGHT_QUEUE", "critical  low",
                        "MILLWRIGHT_LABEL", "blue eu-west",
                        "MILLWRIGHT_CONCURRENCY", "7"),
                jobs -> jobs.register(
                        "look", context -> seen.complete(server.workers().get(0))),
                "-c",
                "1",
                "--threads",
                "Platform");
        server.pushTo("low", "look");

        assertThat(seen.get(30, TimeUnit.SECONDS).labels()).containsExactly("blue", "eu-west");
        terminate();

        assertThat(result(run).exitCode()).isZero();
        List<RecordedCommand> fetches = server.commands("FETCH");
        assertThat(fetches).extracting(RecordedCommand::payload).containsOnly("critical low");
        assertThat(fetches.stream().map(RecordedCommand::connection).distinct()).hasSize(1);
    }

    @Test
    void aDryRunContactsTheServerAndFetchesNothing() throws Exception {
        server.pushTo("critical", "look");

        CommandLineRun run = result(start(
                Map.of("MILLWRIGHT_QUEUE", "critical,5 lwo,1"),
                jobs -> jobs.register("look", context -> {}),
                "--sample-jobs",
                "--dry-run"));

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .contains(
                        "tcp://127.0.0.1:" + server.port(),
                        "critical,5 (1 job), lwo,1 (does not exist yet)",
                        "look, sample.fail, sample.final, sample.flaky, sample.noop");
        assertThat(server.commands("FETCH")).isEmpty();
        assertThat(server.workers()).isEmpty();
    }

    /** How many selectors are open; each I/O thread of a worker has one from the start. */
    private static long selectors() throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors
                    .filter(descriptor -> {
                        try {
                            return Files.readSymbolicLink(descriptor).toString().contains("eventpoll");
                        } catch (IOException e) {
                            return false; // the one of the listing itself
                        }
                    })
                    .count();
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aWorkerThatDoesNotStartIsClosed() throws Exception {
        String[] wide = {"--sample-jobs", "-c", "100", "--lanes", "100"};
        long before = selectors();

        List<String> dry = new ArrayList<>(List.of(wide));
        dry.add("--dry-run");
        assertThat(result(start(Map.of(), jobs -> {}, dry.toArray(String[]::new)))
                        .exitCode())
                .isZero();
        List<String> taken = new ArrayList<>(List.of(wide));
        taken.addAll(List.of("--metrics-port", Integer.toString(server.port())));
        assertThat(result(start(Map.of(), jobs -> {}, taken.toArray(String[]::new)))
                        .exitCode())
                .isEqualTo(2);

        assertThat(selectors()).isLessThan(before + 50);
    }

    @Test
    void aDryRunFindsWhatIsWrong() throws Exception {
        assertThat(result(start(Map.of(), jobs -> {}, "--sample-jobs", "--dry-run", "--lanes", "0"))
                        .exitCode())
                .isEqualTo(2);
        assertThat(result(start(Map.of(), jobs -> {}, "--dry-run")).exitCode()).isEqualTo(2);
        server.close();
        assertThat(result(start(Map.of(), jobs -> {}, "--sample-jobs", "--dry-run"))
                        .exitCode())
                .isEqualTo(3);
    }

    @Test
    void giveUpWhenTheServerDoesNotComeUp() throws Exception {
        server.refuseConnections();

        CommandLineRun run = result(start(Map.of(), jobs -> {}, "--sample-jobs", "--startup-timeout", "0s"));

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.errLines()).singleElement().asString().startsWith("millwright: ");
    }

    @Test
    void aStopBeforeTheServerWasReachedMakesZero() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<CommandLineRun> run = start(
                    Map.of("FAKTORY_URL", "tcp://127.0.0.1:" + silent.getLocalPort()),
                    jobs -> {},
                    "--sample-jobs",
                    "--startup-timeout",
                    "1h");
            try (Socket connecting = silent.accept()) {
                assertThat(connecting.isConnected()).isTrue();
                terminate();

                assertThat(result(run)).isEqualTo(new CommandLineRun(0, "", ""));
            }
        }
    }

    /** Registers a function that reports its context class loader's view of the jar. */
    public static final class Module implements JobModule {
        static final BlockingQueue<String> SEEN = new LinkedBlockingQueue<>();

        @Override
        public void register(JobRegistry jobs) {
            jobs.register("packed", context -> {
                ClassLoader loader = Thread.currentThread().getContextClassLoader();
                try (var marker = loader.getResourceAsStream("marker.txt")) {
                    SEEN.add(marker == null ? "no marker" : new String(marker.readAllBytes(), StandardCharsets.UTF_8));
                }
            });
        }
    }

    private static String jar(Path directory, String module) throws IOException {
        Path jar = directory.resolve("jobs.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new ZipEntry("META-INF/services/" + JobModule.class.getName()));
            out.write(module.getBytes(StandardCharsets.UTF_8));
            out.putNextEntry(new ZipEntry("marker.txt"));
            out.write("from the jar".getBytes(StandardCharsets.UTF_8));
        }
        return jar.toString();
    }

    @Test
    void functionsOfAJarSeeTheJar(@TempDir Path directory) throws Exception {
        CompletableFuture<CommandLineRun> run =
                start(Map.of(), jobs -> {}, "--jobs", jar(directory, Module.class.getName()));
        server.push("packed");

        assertThat(Module.SEEN.poll(30, TimeUnit.SECONDS)).isEqualTo("from the jar");
        terminate();

        assertThat(result(run).exitCode()).isZero();
    }

    @Test
    void aJarThatIsOfNoUseIsOneLine(@TempDir Path directory) throws Exception {
        assertUseless(jar(directory, ""), "no JobModule in " + directory);
        assertUseless(jar(directory, "no.such.Module"), "no.such.Module");
    }

    private void assertUseless(String jar, String message) throws Exception {
        CommandLineRun run = result(start(Map.of(), jobs -> {}, "--jobs", jar));

        assertThat(run.errLines())
                .singleElement()
                .asString()
                .startsWith("millwright: --jobs: ")
                .contains(message);
        assertThat(run.exitCode()).isEqualTo(2);
    }
}
