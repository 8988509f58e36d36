package dev.millwright.worker.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The version that the command line says is that of the build, whichever jar it is started from. */
@Timeout(60)
class VersionTest {
    private static final Pattern VERSION =
            Pattern.compile("(?s)<artifactId>millwright-parent</artifactId>\\s*" + "<version>([^<]+)</version>");
    private static final String MAIN = "dev.millwright.worker.cli.Main";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-jar EVERYTHING",
                "-cp THIN " + MAIN,
                "-p THIN -m dev.millwright.worker.cli/" + MAIN, // where Java looks into no manifest
            })
    void isThatOfTheBuild(String how) throws IOException, InterruptedException {
        Matcher version = VERSION.matcher(Pages.read(Pages.ROOT.resolve("pom.xml")));
        assertThat(version.find()).isTrue();
        String classPath = System.getProperty("java.class.path");
        assertThat(classPath).contains("worker-cli-" + version.group(1) + ".jar");

        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String word : how.split(" ", -1)) {
            command.add(word.replace("EVERYTHING", System.getProperty("millwright.cli.jar"))
                    .replace("THIN", classPath));
        }
        command.add("--version");
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).startsWith("millwright " + version.group(1) + " on Java ");
    }
}
