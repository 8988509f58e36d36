package dev.millwright.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.testtools.ChildJvm;
import java.io.File;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Who reads the log as JSON can also read why the worker gave up. */
@Timeout(60)
class LastWordsTest {
    private static JsonNode onlyLine(CommandLineRun run) {
        JsonNode line = JsonMapper.shared()
                .readTree(assertThat(run.errLines()).singleElement().actual());
        assertThat(line.path("level").asString()).isEqualTo("ERROR");
        assertThat(line.path("timestamp").asLong()).isPositive();
        return line;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "run --log-format json                        | name a jar with --jobs, try --sample-jobs",
                "run --log-format=JSON --sample-jobs -c many  | 'many' is not an int",
                "run --conccurrency 5 --log-format json       | did you mean --concurrency",
                "run --log-format json --log-level loud       | 'loud' is none of error, warn, info, debug",
                "run --log-format json a\ufffd                | argument 4 holds U+FFFD",
            })
    void aMistakeIsAnObject(String command, String message) {
        CommandLineRun run = CommandLineRun.of(command.split(" +"));

        assertThat(run.exitCode()).isEqualTo(2);
        JsonNode line = onlyLine(run);
        assertThat(line.path("formattedMessage").asString()).contains(message).doesNotStartWith("millwright:");
        assertThat(line.path("throwable").isNull()).isTrue();
    }

    @Test
    void theVariableCountsUnlessTheFlagIsThere() {
        Map<String, String> environment = Map.of("MILLWRIGHT_LOG_FORMAT", " json");

        onlyLine(CommandLineRun.of(environment, "run"));
        assertThat(CommandLineRun.of(environment, "run", "--log-format", "text").err())
                .startsWith("millwright: ");
        assertThat(CommandLineRun.of(environment, "push").err()).startsWith("millwright: ");
    }

    @ParameterizedTest
    @EnumSource
    void whateverAProgramThrowsIsAnObjectWithItsStack(ExitCodesTest.Fault fault) {
        CommandLineRun run =
                CommandLineRun.of(Map.of(), jobs -> fault.happen(), "run", "--dry-run", "--log-format", "json");

        assertThat(run.exitCode()).isEqualTo(70);
        JsonNode line = onlyLine(run);
        assertThat(line.path("formattedMessage").asString())
                .startsWith("the program that registers its job functions failed: ");
        if (fault != ExitCodesTest.Fault.UNSPEAKABLE) {
            assertThat(line.at("/throwable/message").asString()).isEqualTo("no");
            assertThat(line.at("/throwable/stepArray/0/className").asString()).contains(".ExitCodesTest");
        }
    }

    @Test
    void anExceptionWithoutEndIsCut() {
        CommandLineRun run = CommandLineRun.of(
                Map.of(),
                jobs -> {
                    throw new Endless();
                },
                "run",
                "--dry-run",
                "--log-format",
                "json");

        assertThat(run.exitCode()).isEqualTo(70);
        assertThat(onlyLine(run).at("/throwable/cause/message").asString()).hasSizeLessThan(20_000);
        assertThat(run.err()).hasSizeLessThan(1_000_000);
    }

    /** As a user's may be: it has a new cause whenever it is asked, and much to say. */
    private static final class Endless extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Endless() {
            super("\"\n\u001b\ud800" + "x".repeat(100_000));
        }

        @Override
        public synchronized Throwable getCause() {
            return new Endless();
        }
    }

    private static List<JsonNode> linesOf(String without, int exitCode, String... args) throws InterruptedException {
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> without.isEmpty() || !entry.contains(without))
                .collect(Collectors.joining(File.pathSeparator));
        try (ChildJvm program = ChildJvm.of(Main.class)
                .options("--enable-native-access=ALL-UNNAMED") // else newer Javas warn
                .classPath(classPath)
                .start(args)) {
            assertThat(program.exitCode()).as(program.output()).isEqualTo(exitCode);
            return program.lines().stream().map(JsonMapper.shared()::readTree).toList();
        }
    }

    @Test
    void aProcessThatDoesNotReachItsServerSaysSoAsALineOfItsLog() throws Exception {
        List<JsonNode> lines = linesOf(
                "",
                3,
                "run",
                "--log-format",
                "json",
                "--sample-jobs",
                "--server",
                "tcp://127.0.0.1:1",
                "--startup-timeout",
                "0s");

        assertThat(lines).hasSizeGreaterThan(1);
        JsonNode last = lines.get(lines.size() - 1);
        assertThat(last.path("formattedMessage").asString()).contains("127.0.0.1:1");
        assertThat(last.propertyNames()).containsExactlyElementsOf(lines.get(0).propertyNames());
    }

    @ParameterizedTest
    @ValueSource(strings = {"picocli", "slf4j-api"})
    void aProcessThatLacksALibraryDoes(String library) throws Exception {
        List<JsonNode> lines = linesOf("/" + library, 70, "run", "--log-format", "json", "--sample-jobs");

        JsonNode line = assertThat(lines).singleElement().actual();
        assertThat(line.path("formattedMessage").asString()).startsWith("cannot start: ");
        assertThat(line.at("/throwable/className").asString()).isEqualTo("java.lang.NoClassDefFoundError");
    }
}
