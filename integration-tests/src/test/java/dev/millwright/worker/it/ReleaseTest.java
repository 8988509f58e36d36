package dev.millwright.worker.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.millwright.worker.testkit.DevServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What {@code scripts/package} builds, unpacked where there is nothing else. */
@EnabledOnOs({OS.LINUX, OS.MAC})
@Timeout(120)
class ReleaseTest {
    private static final Pattern PROGRAM = Pattern.compile("\\b(?:scripts|bin)/[a-z-]+");

    @TempDir
    private static Path release;

    @BeforeAll
    static void unpack() throws IOException, InterruptedException {
        String archive = PackagingTest.outputOf("scripts/package", "--no-build").strip();
        PackagingTest.outputOf("tar", "-xzf", archive, "-C", release.toString(), "--strip-components=1");
    }

    private static Path readme() {
        return release.resolve("README.md");
    }

    @Test
    void hasWhatItNeeds() throws IOException, InterruptedException {
        assertThat(PackagingTest.outputOf(release.resolve("bin/millwright").toString(), "--version"))
                .startsWith("millwright ");
        for (String file : List.of("packaging/millwright.service", "docs/README.md", "README.md", "LICENSE")) {
            assertThat(release.resolve(file)).isRegularFile();
        }
        assertThat(release.resolve("packaging/RELEASE-README.md")).doesNotExist();
    }

    @TestFactory
    Stream<DynamicTest> theCommandsOfItsReadmeRun() {
        List<Pages.Block> blocks = Pages.blocks(List.of(readme()), "sh");
        assertThat(blocks).isNotEmpty();
        return blocks.stream()
                .map(block -> dynamicTest(block.name(), () -> {
                    try (DevServer server = DevServer.start()) {
                        DocumentedCommandsTest.run(block, release, server.url());
                    }
                }));
    }

    @Test
    void itsReadmeNamesNoProgramThatItLacks() {
        assertThat(PROGRAM.matcher(Pages.read(readme())).results().map(MatchResult::group))
                .contains("bin/millwright")
                .allSatisfy(program ->
                        assertThat(release.resolve(program)).isRegularFile().isExecutable());
    }

    @Test
    void theLinksOfItsPagesLeadSomewhere() {
        List<Path> pages = Pages.files(release, file -> file.toString().endsWith(".md"));

        assertThat(pages).hasSizeGreaterThan(10).contains(readme());
        pages.forEach(DocumentationTest::assertLinksLeadSomewhere);
    }

    @Test
    void theWordsOfALinkToTheSourcesStay() {
        assertThat(Pages.read(release.resolve("docs/internals.md"))).contains(" CONTRIBUTING has the modules");
    }
}
