package dev.millwright.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.testtools.ChildJvm;
import dev.millwright.worker.CancellationSource;
import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.Job;
import dev.millwright.worker.JobRegistry;
import dev.millwright.worker.ServerAddress;
import dev.millwright.worker.testkit.DevServer;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** 1 is an interrupted job and nothing else: whatever else ends a worker at its start has another exit code. */
@Timeout(60)
class ExitCodesTest {
    private static final String WHOSE = "millwright: the program that registers its job functions failed: ";

    /** What the user's own code may throw. */
    @SuppressWarnings("ImmutableEnumChecker")
    enum Fault {
        ERROR(new AssertionError("no")),
        CHECKED(new IOException("no")),
        INTERRUPTED(new InterruptedException("no")),
        LINKAGE(new NoSuchMethodError("no")),
        RUNTIME(new IllegalStateException("no")),
        WRONG_ARGUMENT(new NumberFormatException("no")),
        FROM_INITIALIZER(new ExceptionInInitializerError(new IllegalStateException("no"))),
        MEMORY(new OutOfMemoryError("no")),
        UNSPEAKABLE(new RuntimeException() {
            private static final long serialVersionUID = 1L;

            @Override
            public String getMessage() {
                throw new IllegalStateException("not even this");
            }
        });

        private final Throwable thrown;

        Fault(Throwable thrown) {
            this.thrown = thrown;
        }

        void happen() {
            sneak(thrown);
        }

        @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
        private static <T extends Throwable> void sneak(Throwable thrown) throws T {
            throw (T) thrown;
        }
    }

    private static CommandLineRun dryRun(Consumer<JobRegistry> jobs) {
        return CommandLineRun.of(Map.of(), jobs, "run", "--dry-run");
    }

    @ParameterizedTest
    @EnumSource
    void whateverAProgramThrowsIsAFault(Fault fault) {
        CommandLineRun run = dryRun(jobs -> fault.happen());

        assertThat(run.exitCode()).isEqualTo(70);
        assertThat(run.errLines().get(0)).startsWith(WHOSE);
        if (fault != Fault.UNSPEAKABLE) {
            assertThat(run.errLines().get(0)).endsWith(": no");
            assertThat(run.err()).contains("\tat " + ExitCodesTest.class.getName());
        }
    }

    private static int endless(int depth) {
        return depth < 0 ? 0 : endless(depth + 1) + 1;
    }

    @Test
    void aStackOverflowIsAFault() {
        CommandLineRun run = dryRun(jobs -> endless(0));

        assertThat(run.exitCode()).isEqualTo(70);
        assertThat(run.errLines().get(0)).isEqualTo(WHOSE + "java.lang.StackOverflowError");
    }

    @Test
    void whatTheRegistryRefusesIsWrongUsage() {
        CommandLineRun run = dryRun(jobs -> jobs.register("x", context -> {}).register("x", context -> {}));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.errLines()).singleElement().asString().contains("'x'");
    }

    @Test
    void aServerThatIsAwayIsNoFault() {
        CommandLineRun run = dryRun(jobs -> {
            try (FaktoryClient client = FaktoryClient.connect(ServerAddress.parse("tcp://127.0.0.1:1"))) {
                client.push(Job.of("begun"));
            }
        });

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.errLines()).singleElement().asString().contains("127.0.0.1:1");
    }

    @ParameterizedTest
    @EnumSource
    void whateverASourceThrowsIsAFault(Fault fault) {
        try (DevServer server = DevServer.start()) {
            CommandLineRun run = CommandLineRun.of(
                    Map.of("FAKTORY_URL", server.url()),
                    jobs -> jobs.register("x", context -> {}).cancellationSource(new CancellationSource() {
                        @Override
                        public void start(Target target) {
                            fault.happen();
                        }

                        @Override
                        public void close() {}
                    }),
                    "run");

            assertThat(run.exitCode()).isEqualTo(70);
            assertThat(run.errLines().get(0)).startsWith("millwright: " + ExitCodesTest.class.getName() + "$");
        }
    }

    /** In the constructor of a module, in its initializer, and where it registers. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "public Jobs() throws Exception { throw new java.io.IOException(\"no\"); }",
                "public Jobs() { throw new IllegalArgumentException(\"no\"); }",
                "static final int TEN = Integer.parseInt(\"no\");",
                "static class Inner { static final int TEN = Integer.parseInt(\"no\"); } int ten = Inner.TEN;",
                "{ try { new Broken(); } catch (Throwable e) { new Broken(); } }"
                        + " static class Broken { static final int TEN = Integer.parseInt(\"no\"); }",
                "@Override public void register(dev.millwright.worker.JobRegistry jobs) { Integer.parseInt(\"no\"); }",
            })
    void whateverAJarThrowsIsAFault(String code, @TempDir Path directory) throws Exception {
        Path jar = new SourceJar(directory)
                .source("some.Jobs", """
                        package some;
                        public class Jobs extends Nothing {
                            %s
                        }
                        class Nothing implements dev.millwright.worker.JobModule {
                            public void register(dev.millwright.worker.JobRegistry jobs) {}
                        }
                        """.formatted(code))
                .file("META-INF/services/dev.millwright.worker.JobModule", "some.Jobs")
                .write("jobs.jar");
        CompletableFuture<CommandLineRun> result = new CompletableFuture<>();
        // A thread of its own, as the context class loader of the caller is changed.
        new Thread(() -> result.complete(CommandLineRun.of("run", "--jobs", jar.toString()))).start();
        CommandLineRun run = result.get(50, TimeUnit.SECONDS);

        assertThat(run.exitCode()).as(run.err()).isEqualTo(70);
        assertThat(run.errLines().get(0))
                .startsWith("millwright: some.Jobs failed: ")
                .doesNotEndWith(": null");
        assertThat(run.err()).contains("\tat some.Jobs");
    }

    /** A process of its own, for what no test in this one can see: Java itself would end with 1. */
    private static CommandLineRun process(String without, String... args) throws InterruptedException {
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> without.isEmpty() || !entry.contains(without))
                .collect(Collectors.joining(File.pathSeparator));
        try (ChildJvm program =
                ChildJvm.of(FaultyProgram.class).classPath(classPath).start(args)) {
            return new CommandLineRun(program.exitCode(), "", program.output());
        }
    }

    @Test
    void aProcessThatThrowsEndsWith70() throws Exception {
        CommandLineRun run = process("", "run");

        assertThat(run.exitCode()).as(run.err()).isEqualTo(70);
        assertThat(run.err()).contains(WHOSE + "java.lang.Exception: a checked one");
    }

    /** Of a program whose build has left one out. */
    @ParameterizedTest
    @ValueSource(strings = {"picocli", "slf4j-api"})
    void aProcessThatLacksALibraryEndsWith70(String library) throws Exception {
        CommandLineRun run = process("/" + library, "run", "--sample-jobs");

        assertThat(run.exitCode()).as(run.err()).isEqualTo(70);
        assertThat(run.err()).contains("NoClassDefFoundError");
    }
}
