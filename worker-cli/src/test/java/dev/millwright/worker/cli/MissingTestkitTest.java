package dev.millwright.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.testtools.ChildJvm;
import java.io.File;
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
        try (ChildJvm program = ChildJvm.of(Main.class).classPath(classPath).start(command.split(" "))) {
            int exitCode = program.exitCode();

            assertThat(exitCode).as(program.output()).isEqualTo(2);
            assertThat(program.lines()).singleElement().asString().contains("worker-testkit is not on the class path");
        }
    }
}
