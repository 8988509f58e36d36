package dev.millwright.worker.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The pages are true: code in {@code docs} is quoted from files that tests run or build, links lead somewhere. */
class DocumentationTest {
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#]*)(?:#([^)]*))?\\)");

    /** Of several files that a block's mark fits, each has it: what is alike for two versions of a library. */
    @TestFactory
    Stream<DynamicTest> codeIsQuotedFromWhatIsTested() {
        List<Path> sources = Stream.of("examples/src/main", "consumers")
                .flatMap(directory -> Pages.files(Pages.ROOT.resolve(directory), Files::isRegularFile).stream())
                .toList();
        List<Pages.Block> blocks = Stream.of("java", "kotlin", "xml", "properties")
                .flatMap(language -> Pages.blocks(Pages.docs(), language).stream())
                .toList();
        assertThat(blocks).isNotEmpty();
        return blocks.stream()
                .map(block -> dynamicTest(
                        block.name(),
                        () -> assertThat(sources)
                                .filteredOn(source -> source.endsWith(block.mark()))
                                .as("files that the block names, as in ```java File.java")
                                .isNotEmpty()
                                .allSatisfy(
                                        source -> assertThat(Pages.read(source)).contains(block.text()))));
    }

    @Test
    void linksLeadSomewhere() {
        Pages.all().forEach(DocumentationTest::assertLinksLeadSomewhere);
    }

    static void assertLinksLeadSomewhere(Path page) {
        Matcher link = LINK.matcher(Pages.read(page));
        while (link.find()) {
            Path target = link.group(1).isEmpty()
                    ? page
                    : page.resolveSibling(link.group(1)).normalize();
            assertThat(target).as("link in %s", page.getFileName()).exists();
            if (link.group(2) != null) {
                assertThat(Pages.read(target)
                                .lines()
                                .filter(line -> line.startsWith("#"))
                                .map(DocumentationTest::anchor))
                        .as("headings of %s, linked from %s", target.getFileName(), page.getFileName())
                        .contains(link.group(2));
            }
        }
    }

    private static String anchor(String heading) {
        return heading.replaceFirst("#+ ", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9 -]", "")
                .replace(' ', '-');
    }

    /** Each folder has an index, and the index of {@code docs} has the folders. */
    @Test
    void theIndexHasEveryPage() {
        for (Path page : Pages.docs()) {
            boolean isIndex = page.endsWith("README.md");
            Path folder = isIndex ? page.getParent().getParent() : page.getParent();
            String link = isIndex
                    ? folder.relativize(page).toString()
                    : page.getFileName().toString();
            if (folder.startsWith(Pages.ROOT.resolve("docs"))) {
                assertThat(Pages.read(folder.resolve("README.md"))).contains("(" + link + ")");
            }
        }
    }
}
