package dev.millwright.worker.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Netty's native library, of which Java 24 and later warn: with what the documentation says they do not. */
@Timeout(120)
class NativeAccessTest {
    private static final int FIRST_THAT_WARNS = 24;
    private static final Pattern VERSION = Pattern.compile("(?m)^JAVA_VERSION=\"(\\d+)");
    private static final String WARNING = "A restricted method in java.lang.System has been called";
    private static final String DOCUMENTED = Pages.read(Pages.ROOT.resolve("docs/deployment.md"));
    private static final String CLASS_PATH = System.getProperty("java.class.path");
    private static final String CLASS_PATH_FLAG = "--enable-native-access=ALL-UNNAMED";
    private static final String MODULE_PATH_FLAG = "--enable-native-access=io.netty.common";

    private String java = "";

    /** This one, or one that stands beside it. */
    @BeforeEach
    void findJava() throws IOException {
        Path home = Path.of(System.getProperty("java.home")).toRealPath();
        try (Stream<Path> beside = Files.list(home.getParent())) {
            Optional<Path> found = Stream.concat(Stream.of(home), beside.sorted())
                    .filter(it -> version(it) >= FIRST_THAT_WARNS)
                    .findFirst();
            assumeTrue(found.isPresent(), "there is no Java " + FIRST_THAT_WARNS + " or later beside " + home);
            java = found.get().resolve("bin/java").toString();
        }
    }

    private static int version(Path home) {
        try {
            Matcher matcher = VERSION.matcher(Files.readString(home.resolve("release")));
            return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
        } catch (IOException e) {
            return 0;
        }
    }

    /** What a program prints that starts a worker, with these arguments for Java. */
    private String printed(String... args) {
        List<String> command = new ArrayList<>(List.of(java, "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of(args));
        command.addAll(List.of("run", "--dev-server", "--dev-port", "0", "--sample-jobs", "--dry-run"));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.onExit().join().exitValue()).as(output).isZero();
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void onAClassPath() {
        String main = "dev.millwright.worker.cli.Main";

        assertThat(DOCUMENTED).contains("`" + CLASS_PATH_FLAG + "`");
        assertThat(printed("-cp", CLASS_PATH, main)).contains(WARNING);
        assertThat(printed(CLASS_PATH_FLAG, "-cp", CLASS_PATH, main)).doesNotContain("WARNING");
    }

    @Test
    void onAModulePath() {
        String main = "dev.millwright.worker.cli/dev.millwright.worker.cli.Main";

        assertThat(DOCUMENTED).contains("`" + MODULE_PATH_FLAG + "`");
        assertThat(printed(MODULE_PATH_FLAG, "-p", CLASS_PATH, "-m", main)).doesNotContain("WARNING");
    }

    @Test
    void inOurJar() {
        assertThat(printed("-jar", System.getProperty("millwright.cli.jar"))).doesNotContain("WARNING");
    }
}
