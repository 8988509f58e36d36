package dev.millwright.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A program whose build names worker-testkit for its tests only, which takes it from what worker-cli brings. */
@Timeout(60)
class MissingTestkitTest {
    @ParameterizedTest
    @ValueSource(strings = {"run --dev-server --sample-jobs", "server", "demo"})
    void whatNeedsTheEmbeddedServerSaysSo(String command) throws Exception {
        String classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("worker-testkit"))
                .collect(Collectors.joining(File.pathSeparator));
        ProcessBuilder builder = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        classPath,
                        "dev.millwright.worker.cli.Main")
                .redirectErrorStream(true);
        builder.command().addAll(Arrays.asList(command.split(" ")));
        Process program = builder.start();

        String output = new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(program.waitFor()).as(output).isEqualTo(2);
        assertThat(output.lines()).singleElement().asString().contains("worker-testkit is not on the class path");
    }
}
