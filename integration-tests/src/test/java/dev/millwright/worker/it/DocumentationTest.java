package dev.millwright.worker.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.millwright.worker.testkit.DevServer;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * The pages in {@code docs} are true: blocks of Java are quoted from files that tests run, blocks marked
 * {@code sh run} end with 0 on an embedded server, those marked {@code sh run until "…"} print that and go on until
 * they are told to stop, links lead somewhere.
 */
@EnabledOnOs({OS.LINUX, OS.MAC})
@Timeout(300)
class DocumentationTest {
    private static final Path ROOT = Path.of(System.getProperty("millwright.cli.jar"))
            .resolve("../../..")
            .normalize();
    private static final int LIMIT_SECONDS = 120;
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)(?: ([^\\n]+))?\\n(.*?)^```$");
    private static final Pattern UNTIL = Pattern.compile("run until \"(.+)\"");
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#]*)(?:#([^)]*))?\\)");

    /** A fenced block: its language, the word after it, its text. */
    private record Block(Path page, String language, String mark, String text) {
        String name() {
            return page.getFileName() + ": " + text.strip().lines().findFirst().orElse("");
        }
    }

    private static List<Path> files(Path directory, Predicate<Path> wanted) {
        try (Stream<Path> found = Files.walk(directory)) {
            return found.filter(wanted).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> pages() {
        return files(ROOT.resolve("docs"), file -> file.toString().endsWith(".md"));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Block> blocks(String language) {
        List<Block> blocks = new ArrayList<>();
        for (Path page : pages()) {
            Matcher matcher = BLOCK.matcher(read(page));
            while (matcher.find()) {
                if (matcher.group(1).equals(language)) {
                    String mark = matcher.group(2) == null ? "" : matcher.group(2);
                    blocks.add(new Block(page, language, mark, matcher.group(3)));
                }
            }
        }
        assertThat(blocks).as(language).isNotEmpty();
        return blocks;
    }

    @TestFactory
    Stream<DynamicTest> javaIsQuotedFromWhatIsTested() {
        Map<String, Path> sources = Stream.of("examples/src/main", "scripts/lib/consumer")
                .flatMap(directory ->
                        files(ROOT.resolve(directory), file -> file.toString().endsWith(".java")).stream())
                .filter(file -> !file.endsWith("package-info.java"))
                .collect(Collectors.toMap(file -> file.getFileName().toString(), file -> file));
        return blocks("java").stream()
                .map(block -> dynamicTest(block.name(), () -> {
                    assertThat(sources)
                            .as("the block names its file: ```java File.java")
                            .containsKey(block.mark());
                    assertThat(read(sources.get(block.mark()))).contains(block.text());
                }));
    }

    @TestFactory
    Stream<DynamicTest> commandsRun() {
        return blocks("sh").stream()
                .filter(block -> block.mark().startsWith("run"))
                .map(block -> dynamicTest(block.name(), () -> {
                    try (DevServer server = DevServer.start()) {
                        server.push("hello"); // a queue to look at
                        run(block, server.url());
                    }
                }));
    }

    private static void run(Block block, String server) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("sh", "-euc", block.text())
                .directory(ROOT.toFile())
                .redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("MILLWRIGHT_"));
        environment.put("FAKTORY_URL", server);
        environment.put("MILLWRIGHT_DEV_PORT", "0"); // the usual one may be taken
        environment.merge("PATH", ROOT.resolve("bin").toString(), (path, bin) -> bin + File.pathSeparator + path);
        Process process = builder.start();
        process.getOutputStream().close();
        // One that waits for something for ever must fail, not hold up all tests.
        CompletableFuture.delayedExecutor(LIMIT_SECONDS, TimeUnit.SECONDS).execute(() -> end(process));
        Matcher until = UNTIL.matcher(block.mark());
        if (until.matches()) {
            stopAfter(until.group(1), process);
            return;
        }
        assertThat(block.mark()).isEqualTo("run");
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }

    /** Reads until the text has been printed; then ends the shell and what it has started. */
    private static void stopAfter(String text, Process shell) throws IOException {
        List<String> printed = new ArrayList<>();
        try (BufferedReader output = shell.inputReader(StandardCharsets.UTF_8)) {
            String line = output.readLine();
            while (line != null && !line.contains(text)) {
                printed.add(line);
                line = output.readLine();
            }
            assertThat(line).as("a line with \"%s\" after %s", text, printed).isNotNull();
        } finally {
            end(shell);
            shell.onExit().join();
        }
    }

    private static void end(Process shell) {
        List<ProcessHandle> all =
                Stream.concat(shell.descendants(), Stream.of(shell.toHandle())).toList();
        all.forEach(ProcessHandle::destroy);
    }

    @Test
    void linksLeadSomewhere() {
        for (Path page : pages()) {
            Matcher link = LINK.matcher(read(page));
            while (link.find()) {
                Path target = link.group(1).isEmpty()
                        ? page
                        : page.resolveSibling(link.group(1)).normalize();
                assertThat(target).as("link in %s", page.getFileName()).exists();
                if (link.group(2) != null) {
                    assertThat(read(target)
                                    .lines()
                                    .filter(line -> line.startsWith("#"))
                                    .map(DocumentationTest::anchor))
                            .as("headings of %s, linked from %s", target.getFileName(), page.getFileName())
                            .contains(link.group(2));
                }
            }
        }
    }

    private static String anchor(String heading) {
        return heading.replaceFirst("#+ ", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9 -]", "")
                .replace(' ', '-');
    }

    @Test
    void theIndexHasEveryPage() {
        String index = read(ROOT.resolve("docs/README.md"));
        assertThat(pages())
                .extracting(page -> page.getFileName().toString())
                .filteredOn(name -> !name.equals("README.md"))
                .allSatisfy(name -> assertThat(index).contains("(" + name + ")"));
    }
}
