package dev.millwright.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.CancellationSource;
import dev.millwright.worker.Job;
import dev.millwright.worker.JobContext;
import dev.millwright.worker.JobListener;
import dev.millwright.worker.JobModule;
import dev.millwright.worker.JobOutcome;
import dev.millwright.worker.JobRegistry;
import dev.millwright.worker.testkit.DevServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a main or a jar brings beside its functions: middleware, listeners, pools, sources of cancels. */
@Timeout(60)
class PartsOfModulesTest {
    /** What the parts saw. Static, as the command line makes the module. */
    private static final ConcurrentLinkedQueue<String> SEEN = new ConcurrentLinkedQueue<>();

    private final DevServer server =
            DevServer.builder().fetchWait(Duration.ofMillis(100)).start();

    @AfterEach
    void close() {
        SEEN.clear();
        server.close();
    }

    /** Registers one of each. */
    public static final class Module implements JobModule {
        @Override
        public void register(JobRegistry jobs) {
            jobs.middleware((context, next) -> {
                        SEEN.add("before " + context.job().queue());
                        next.run(context);
                    })
                    .listener(new JobListener() {
                        @Override
                        public void onReported(Job job, JobOutcome outcome) {
                            SEEN.add("reported " + job.queue());
                        }
                    })
                    .pool("slow", 1, "exports")
                    .cancellationSource(new CancellationSource() {
                        @Override
                        public void start(Target target) {
                            SEEN.add("listening");
                        }

                        @Override
                        public void close() {
                            SEEN.add("closed");
                        }
                    })
                    .register("job", context -> SEEN.add("job on " + poolOf(context)));
        }

        private static String poolOf(JobContext context) {
            assertThat(context.jid()).isNotBlank();
            String thread = Thread.currentThread().getName();
            return thread.startsWith("millwright-slow-") ? "slow" : "unnamed";
        }
    }

    private CompletableFuture<CommandLineRun> run(Consumer<JobRegistry> jobs, String... options) {
        CompletableFuture<CommandLineRun> result = new CompletableFuture<>();
        new Thread(() -> {
                    String[] args = new String[options.length + 1];
                    args[0] = "run";
                    System.arraycopy(options, 0, args, 1, options.length);
                    result.complete(CommandLineRun.of(Map.of("FAKTORY_URL", server.url()), jobs, args));
                })
                .start();
        return result;
    }

    private void awaitReports(int jobs) {
        server.await(jobs + " reports", now -> now.processed() == jobs, Duration.ofSeconds(30));
    }

    private static void stop(CompletableFuture<CommandLineRun> run) throws Exception {
        String pid = Long.toString(ProcessHandle.current().pid());
        assertThat(new ProcessBuilder("kill", "-TERM", pid).start().waitFor()).isZero();
        assertThat(run.get(50, TimeUnit.SECONDS)).isEqualTo(new CommandLineRun(0, "", ""));
    }

    @Test
    void aMainBringsThemAll() throws Exception {
        CompletableFuture<CommandLineRun> run = run(jobs -> new Module().register(jobs));
        server.pushTo("default", "job");
        server.pushTo("exports", "job");

        awaitReports(1);
        stop(run);

        assertThat(SEEN)
                .contains("listening", "before exports", "job on slow", "reported exports", "closed")
                .doesNotContain("before default");
        assertThat(server.queueSizes())
                .as("no option asks for the unnamed pool")
                .containsEntry("default", 1);
    }

    @Test
    void theOptionsAreForTheUnnamedPool(@TempDir Path directory) throws Exception {
        CompletableFuture<CommandLineRun> run = run(jobs -> {}, "--jobs", jar(directory), "-c", "2");
        server.pushTo("default", "job");
        server.pushTo("exports", "job");

        awaitReports(2);
        stop(run);

        assertThat(SEEN).contains("before exports", "job on slow", "before default", "job on unnamed");
    }

    @Test
    void aDryRunShowsThePools() throws Exception {
        Consumer<JobRegistry> jobs = registry -> new Module().register(registry);

        assertThat(run(jobs, "--dry-run").get().out())
                .contains("queues    exports (does not exist yet) in pool slow")
                .doesNotContain("default");
        assertThat(run(jobs, "--dry-run", "-q", "default").get().out())
                .contains(
                        "queues    default (does not exist yet)",
                        "queues    exports (does not exist yet) in pool slow");
    }

    @Test
    void twoPoolsOfOneNameAreOneLine(@TempDir Path directory) throws Exception {
        CommandLineRun run = run(jobs -> new Module().register(jobs), "--jobs", jar(directory))
                .get();

        assertThat(run.errLines()).singleElement().asString().contains("the pool name 'slow' is blank or taken");
        assertThat(run.exitCode()).isEqualTo(2);
    }

    private static String jar(Path directory) throws IOException {
        Path jar = directory.resolve("jobs.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new ZipEntry("META-INF/services/" + JobModule.class.getName()));
            out.write(Module.class.getName().getBytes(StandardCharsets.UTF_8));
        }
        return jar.toString();
    }
}
