package dev.millwright.worker.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What is written for people, in {@code docs} and beside the code, and what it quotes. */
final class Pages {
    static final Path ROOT = Path.of(System.getProperty("millwright.cli.jar"))
            .resolve("../../..")
            .normalize();
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w*)(?: ([^\\n]+))?\\n(.*?)^```$");
    private static final Pattern SPAN = Pattern.compile("`([^`\\n]+)`");

    private Pages() {}

    /** A fenced block: its language, what is written after that, its text. */
    record Block(Path page, String language, String mark, String text) {
        String name() {
            return page.getFileName() + ": " + text.strip().lines().findFirst().orElse("");
        }
    }

    static List<Path> files(Path directory, Predicate<Path> wanted) {
        try (Stream<Path> found = Files.walk(directory)) {
            return found.filter(wanted).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The pages in {@code docs}. */
    static List<Path> docs() {
        return files(ROOT.resolve("docs"), file -> file.toString().endsWith(".md"));
    }

    /** All pages. */
    static List<Path> all() {
        List<Path> pages = new ArrayList<>(docs());
        for (String page : List.of("README.md", "CONTRIBUTING.md", "bench/README.md")) {
            pages.add(ROOT.resolve(page));
        }
        return pages;
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The blocks of a language. */
    static List<Block> blocks(List<Path> pages, String language) {
        List<Block> blocks = new ArrayList<>();
        for (Path page : pages) {
            Matcher matcher = BLOCK.matcher(read(page));
            while (matcher.find()) {
                if (matcher.group(1).equals(language)) {
                    String mark = matcher.group(2) == null ? "" : matcher.group(2);
                    blocks.add(new Block(page, language, mark, matcher.group(3)));
                }
            }
        }
        return blocks;
    }

    /** What stands between single backquotes, on any page. */
    static List<String> codeSpans() {
        return all().stream()
                .flatMap(page ->
                        SPAN.matcher(BLOCK.matcher(read(page)).replaceAll("")).results())
                .map(span -> span.group(1))
                .toList();
    }
}
