package dev.millwright.worker.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code bin/millwright}, unpacked as in a release, with the jar that was built. */
@EnabledOnOs({OS.LINUX, OS.MAC})
@Timeout(300)
class LauncherTest {
    private static final Path BUILT_JAR = Path.of(System.getProperty("millwright.cli.jar"));
    private static final Path SOURCE =
            BUILT_JAR.resolve("../../../bin/millwright").normalize();

    @TempDir
    Path release;

    private Path launcher;
    private final Map<String, String> thisJava = Map.of(
            "MILLWRIGHT_JAVA",
            Path.of(System.getProperty("java.home"), "bin", "java").toString());

    @BeforeEach
    void unpack() throws IOException {
        Files.createDirectories(release.resolve("bin"));
        Files.createDirectories(release.resolve("lib"));
        launcher = Files.copy(SOURCE, release.resolve("bin/millwright"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.copy(BUILT_JAR, release.resolve("lib/worker-cli.jar"));
    }

    private WorkerProcess start(Map<String, String> environment, String... args) {
        return WorkerProcess.startProgram(launcher, environment, args);
    }

    private Path fakeJava(String version) throws IOException {
        Path java = release.resolve("bin/java");
        Files.writeString(java, "#!/bin/sh\necho 'openjdk version \"" + version + "\" 2014-03-18' >&2\n");
        return Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void passesArgumentsOn() {
        try (WorkerProcess program = start(thisJava, "--version")) {
            assertThat(program.exitCode()).isZero();
            assertThat(program.output())
                    .startsWith("millwright ")
                    .contains(Runtime.version().toString());
        }
    }

    @Test
    void theExitCodeIsTheCommandsOwn() {
        try (WorkerProcess program = start(thisJava, "frobnicate now")) {
            assertThat(program.exitCode()).isEqualTo(2);
            assertThat(program.output()).contains("'frobnicate now'");
        }
    }

    @Test
    void worksThroughALink() throws IOException {
        launcher = Files.createSymbolicLink(release.resolve("mw"), launcher);
        try (WorkerProcess program = start(thisJava, "--version")) {
            assertThat(program.exitCode()).isZero();
        }
    }

    @Test
    void anOldJavaIsOneLine() throws IOException {
        String old = fakeJava("1.8.0_402").toString();
        try (WorkerProcess program = start(Map.of("MILLWRIGHT_JAVA", old), "--version")) {
            assertThat(program.exitCode()).isEqualTo(2);
            assertThat(program.output())
                    .isEqualTo("millwright: needs Java 17 or later, but " + old
                            + " is 1.8.0_402: correct MILLWRIGHT_JAVA\n");
        }
    }

    @Test
    void aMissingJavaIsOneLine() {
        try (WorkerProcess program = start(Map.of("JAVA_HOME", "/no/jdk"), "--version")) {
            assertThat(program.exitCode()).isEqualTo(2);
            assertThat(program.output()).isEqualTo("millwright: cannot run '/no/jdk/bin/java': correct JAVA_HOME\n");
        }
    }

    @Test
    void aMissingJarIsOneLine() throws IOException {
        Files.delete(release.resolve("lib/worker-cli.jar"));
        try (WorkerProcess program = start(thisJava, "--version")) {
            assertThat(program.exitCode()).isEqualTo(2);
            assertThat(program.output().lines()).singleElement().asString().contains("there is no", "worker-cli.jar");
        }
    }

    @Test
    void optionsOfTheUserWin() {
        Map<String, String> options = Map.of(
                "MILLWRIGHT_JAVA",
                thisJava.get("MILLWRIGHT_JAVA"),
                "MILLWRIGHT_JAVA_OPTS",
                "-XX:+UseParallelGC -Xms20m -XX:+PrintFlagsFinal");
        try (WorkerProcess program = start(options, "--version")) {
            assertThat(program.exitCode()).isZero();
            assertThat(program.output())
                    .containsPattern("UseParallelGC +=+ true")
                    .containsPattern("InitialHeapSize +:?=+ 20971520 ");
        }
    }

    /** The JVM takes options from these variables, too. */
    @ParameterizedTest
    @ValueSource(strings = {"JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "MILLWRIGHT_JAVA_OPTS"})
    void aCollectorFromElsewhereTakesThePlaceOfOurs(String variable) {
        try (WorkerProcess program =
                start(with(variable, "-Dsome.thing=1 -XX:+UseParallelGC -XX:+PrintFlagsFinal"), "--version")) {
            assertThat(program.exitCode()).as(program.output()).isZero();
            assertThat(program.output()).containsPattern("UseParallelGC +=+ true");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "MILLWRIGHT_JAVA_OPTS"})
    void aHeapSmallerThanOursIsPossible(String variable) {
        try (WorkerProcess program = start(with(variable, "-Xmx20m"), "--version")) {
            assertThat(program.exitCode()).as(program.output()).isZero();
        }
    }

    /** Java itself would end with 1, which of a worker says that a job was interrupted. */
    @ParameterizedTest
    @CsvSource({
        "JAVA_TOOL_OPTIONS, -XX:+NoSuchThing, NoSuchThing",
        "JDK_JAVA_OPTIONS, -Xmx1k, Too small maximum heap",
        "_JAVA_OPTIONS, -javaagent:/no/agent.jar=on, Java does not start without /no/agent.jar",
        "MILLWRIGHT_JAVA_OPTS, -xmx1g, Unrecognized option: -xmx1g",
        "MILLWRIGHT_JAVA_OPTS, -XX:+UseG1GC -XX:+UseSerialGC, Multiple garbage collectors selected",
    })
    void aJavaThatDoesNotStartIsOneLineAndNotOne(String variable, String options, String message) {
        try (WorkerProcess program = start(with(variable, options), "run", "--sample-jobs")) {
            assertThat(program.exitCode()).isEqualTo(2);
            assertThat(program.output().lines())
                    .singleElement()
                    .asString()
                    .startsWith("millwright: Java does not start")
                    .contains(message);
        }
    }

    private void assertFault(WorkerProcess program, String message) {
        assertThat(program.exitCode()).isEqualTo(70);
        assertThat(program.output().lines())
                .singleElement()
                .asString()
                .startsWith("millwright: Java does not start: ")
                .contains(message);
    }

    /** Systemd restarts after 70; it takes 1 for a success. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void tooLittleMemoryIsAFault() {
        try (WorkerProcess program = WorkerProcess.startProgram(
                Path.of("/bin/sh"),
                thisJava,
                "-c",
                "ulimit -v 400000; exec \"$0\" \"$@\"",
                launcher.toString(),
                "run")) {
            assertFault(program, "free some memory");
        }
    }

    @Test
    void aJarThatIsCutOffIsAFault() throws IOException {
        Path jar = release.resolve("lib/worker-cli.jar");
        Files.write(jar, Arrays.copyOf(Files.readAllBytes(jar), 1_000_000));
        try (WorkerProcess program = start(thisJava, "run", "--sample-jobs")) {
            assertFault(program, "unpack the release again");
        }
    }

    /** In a class that the launcher's trial does not load, and in the one that it does. */
    @ParameterizedTest
    @ValueSource(strings = {"Main", "WorkerMain", "internal/RunCommand"})
    void aJarThatIsDamagedIsAFault(String name) throws IOException {
        Path jar = release.resolve("lib/worker-cli.jar");
        byte[] bytes = Files.readAllBytes(jar);
        String header = "dev/millwright/worker/cli/" + name + ".class";
        int content = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(header) + header.length();
        for (int i = 20; i < 120; i++) {
            bytes[content + i] ^= 0x55;
        }
        Files.write(jar, bytes);
        try (WorkerProcess program = start(thisJava, "run", "--sample-jobs")) {
            assertThat(program.exitCode()).as(program.output()).isEqualTo(70);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"C", "POSIX", "xx_XX.UTF-8"})
    @EnabledOnOs(OS.LINUX)
    void everySignSurvivesALocaleWithoutIt(String locale) throws IOException {
        Path jar = Files.createFile(release.resolve("größe 大.jar"));
        try (WorkerProcess program =
                start(with("LC_ALL", locale), "run", "--jobs", jar.toString(), "--sample-jobs", "--dry-run")) {
            assertThat(program.exitCode()).isEqualTo(2);
            assertThat(program.output()).contains(jar + " is no jar");
        }
        try (WorkerProcess program = start(with("LC_ALL", locale), "push", "job", "{\"ключ\":1}")) {
            assertThat(program.exitCode()).isEqualTo(2);
            assertThat(program.output()).contains("{\"ключ\":1}");
        }
    }

    private Map<String, String> with(String variable, String value) {
        Map<String, String> environment = new HashMap<>(thisJava);
        environment.put(variable, value);
        return environment;
    }

    @Test
    void signalsReachTheWorker() {
        try (WorkerProcess worker = start(thisJava, "run", "--dev-server", "--dev-port", "0", "--sample-jobs")) {
            await().atMost(Duration.ofMinutes(2)).until(() -> worker.output().contains("fetches from"));
            worker.signal("TERM");

            assertThat(worker.exitCode()).isZero();
        }
    }

    @Test
    void anArchiveIsMadeAndUsed() throws IOException {
        Path archive;
        try (WorkerProcess program = start(thisJava, "--make-archive")) {
            assertThat(program.exitCode()).as(program.output()).isZero();
            archive = Path.of(program.output().strip());
        }
        assertThat(archive).isNotEmptyFile().hasParentRaw(release.toRealPath().resolve("lib"));

        Map<String, String> strict = Map.of(
                "MILLWRIGHT_JAVA", thisJava.get("MILLWRIGHT_JAVA"), "MILLWRIGHT_JAVA_OPTS", "-Xlog:class+load:stdout");
        try (WorkerProcess program = start(strict, "--version")) {
            assertThat(program.exitCode()).isZero();
            assertThat(program.output()).contains("dev.millwright.worker.cli.Main source: shared objects file");
            if (Runtime.version().feature() == 17) { // 25 archives no class files as old as picocli's
                assertThat(program.output()).contains("picocli.CommandLine source: shared objects file");
            }
        }
    }
}
