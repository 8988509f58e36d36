package dev.millwright.worker.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.millwright.worker.testkit.DevServer;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * The commands on all pages work, on an embedded server. A block of {@code sh} says how it is to be run:
 *
 * <ul>
 *   <li>{@code run}: it ends with 0
 *   <li>{@code run until "…"}: it prints that and goes on until it is told to stop
 *   <li>{@code run beside a worker}: it ends with 0, and {@code PID} is that of a worker
 *   <li>{@code by hand, …}: not by this test, for that reason
 * </ul>
 */
@EnabledOnOs({OS.LINUX, OS.MAC})
@Timeout(300)
class DocumentedCommandsTest {
    private static final int LIMIT_SECONDS = 120;
    private static final Pattern UNTIL = Pattern.compile("run until \"(.+)\"");
    private static final Pattern BY_HAND = Pattern.compile("by hand, .+");
    private static final Pattern COMMAND = Pattern.compile("(?:millwright|java -jar \\S+) ([a-z-]+).*");
    private static final Pattern SCRIPT = Pattern.compile("((?:scripts|bin)/[a-z-]+)(?: .*)?");

    /** The server and the job that the pages speak of. */
    private static final String ELSEWHERE = "tcp://:password@faktory.example.com:7419";

    private static final String JOB =
            "{\"jid\":\"3f6c0b1e9a24d7c58e11b2aa\",\"jobtype\":\"nightly\",\"args\":[],\"at\":\"2099-01-01T00:00:00Z\"}";

    @TestFactory
    Stream<DynamicTest> blocksRun() {
        List<Pages.Block> blocks = Pages.blocks(Pages.all(), "sh");
        assertThat(blocks).isNotEmpty();
        return blocks.stream()
                .filter(block -> !BY_HAND.matcher(block.mark()).matches())
                .map(block -> dynamicTest(block.name(), () -> {
                    try (DevServer server = DevServer.start()) {
                        server.push("hello"); // a queue to look at
                        server.pushJson(JOB);
                        run(block, Pages.ROOT, server.url());
                    }
                }));
    }

    /** For a newcomer: one shows the product, one runs the tests, which is all that CI does. */
    @Test
    void theReadmeBeginsWithTwoCommands() throws IOException {
        Path readme = Pages.ROOT.resolve("README.md");
        List<String> commands = Pages.blocks(List.of(readme), "sh")
                .get(0)
                .text()
                .lines()
                .map(line -> line.replaceFirst(" *#.*", ""))
                .toList();

        assertThat(commands).containsExactly("scripts/demo", "scripts/test");
        assertThat(Pages.read(Pages.ROOT.resolve(".ci/run"))).endsWith("\nexec " + commands.get(1) + "\n");
        assertEndsWell(start(commands.get(0), Pages.ROOT, Map.of()));
    }

    @Test
    void noCommandsAreInBlocksThatAreNotRun() {
        for (String language : List.of("", "bash", "shell", "console")) {
            assertThat(Pages.blocks(Pages.all(), language))
                    .as("blocks of '%s'", language)
                    .isEmpty();
        }
    }

    @TestFactory
    Stream<DynamicTest> commandsInTextExist() {
        return Pages.codeSpans().stream()
                .map(COMMAND::matcher)
                .filter(Matcher::matches)
                .map(command -> command.group(1))
                .distinct()
                .map(command -> dynamicTest("millwright " + command, () -> {
                    assertEndsWell(start("millwright " + command + " --help", Pages.ROOT, Map.of()));
                }));
    }

    @Test
    void scriptsInTextExist() {
        assertThat(Pages.codeSpans().stream()
                        .map(SCRIPT::matcher)
                        .filter(Matcher::matches)
                        .map(script -> script.group(1))
                        .distinct())
                .contains("scripts/test")
                .allSatisfy(script ->
                        assertThat(Pages.ROOT.resolve(script)).isRegularFile().isExecutable());
    }

    /** Runs a block in a directory of which bin is on the path. */
    static void run(Pages.Block block, Path directory, String server) throws IOException {
        String text = block.text().replace(ELSEWHERE, server);
        // MILLWRIGHT_DEV_PORT: the usual one may be taken.
        Map<String, String> environment = Map.of("FAKTORY_URL", server, "MILLWRIGHT_DEV_PORT", "0");
        Matcher until = UNTIL.matcher(block.mark());
        if (until.matches()) {
            Process shell = start(text, directory, environment);
            try {
                readUntil(until.group(1), shell.inputReader(StandardCharsets.UTF_8));
            } finally {
                end(shell);
            }
        } else if (block.mark().equals("run beside a worker")) {
            Process worker = start("exec millwright run --sample-jobs", directory, environment);
            try {
                readUntil("fetches from", worker.inputReader(StandardCharsets.UTF_8));
                assertEndsWell(start("PID=" + worker.pid() + "\n" + text, directory, environment));
            } finally {
                end(worker);
            }
        } else {
            assertThat(block.mark()).as("after sh, at the block's begin").isEqualTo("run");
            assertEndsWell(start(text, directory, environment));
        }
    }

    private static Process start(String script, Path directory, Map<String, String> variables) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("sh", "-euc", script)
                .directory(directory.toFile())
                .redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("MILLWRIGHT_"));
        environment.putAll(variables);
        environment.merge("PATH", directory.resolve("bin").toString(), (path, bin) -> bin + File.pathSeparator + path);
        Process process = builder.start();
        process.getOutputStream().close();
        // One that waits for something for ever must fail, not hold up all tests.
        CompletableFuture.delayedExecutor(LIMIT_SECONDS, TimeUnit.SECONDS).execute(() -> signal(process));
        return process;
    }

    private static void assertEndsWell(Process process) throws IOException {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.onExit().join().exitValue()).as(output).isZero();
    }

    private static void readUntil(String text, BufferedReader output) throws IOException {
        List<String> printed = new ArrayList<>();
        String line = output.readLine();
        while (line != null && !line.contains(text)) {
            printed.add(line);
            line = output.readLine();
        }
        assertThat(line).as("a line with \"%s\" after %s", text, printed).isNotNull();
    }

    /** Ends the shell and what it has started. */
    private static void end(Process shell) {
        signal(shell);
        shell.onExit().join();
    }

    private static void signal(Process shell) {
        List<ProcessHandle> all =
                Stream.concat(shell.descendants(), Stream.of(shell.toHandle())).toList();
        all.forEach(ProcessHandle::destroy);
    }
}
