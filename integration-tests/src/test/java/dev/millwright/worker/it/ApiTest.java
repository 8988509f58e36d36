package dev.millwright.worker.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.Worker;
import dev.millwright.worker.cli.WorkerMain;
import dev.millwright.worker.fleet.FleetAddress;
import dev.millwright.worker.fleet.micrometer.FleetMetrics;
import dev.millwright.worker.micrometer.WorkerMetrics;
import dev.millwright.worker.opentelemetry.JobTracing;
import dev.millwright.worker.testkit.DevServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The public API stands in the tree, so that a change of it is seen in the diff and never made by accident. {@code
 * scripts/api} writes it anew.
 */
class ApiTest {
    private static final Path API = Pages.ROOT.resolve("api");

    static List<Arguments> modules() {
        return List.of(
                Arguments.of("worker-core", List.of(Worker.class, WorkerMetrics.class, JobTracing.class)),
                Arguments.of("worker-testkit", List.of(DevServer.class)),
                Arguments.of("worker-fleet", List.of(FleetAddress.class, FleetMetrics.class)),
                Arguments.of("worker-cli", List.of(WorkerMain.class)));
    }

    @ParameterizedTest
    @MethodSource("modules")
    void isTheOneInTheTree(String module, List<Class<?>> packages) throws IOException {
        String api = packages.stream().map(ApiDump::ofPackage).collect(Collectors.joining("\n"));
        Path file = API.resolve(module + ".txt");
        if ("write".equals(System.getProperty("millwright.api"))) {
            Files.createDirectories(API);
            Files.writeString(file, api);
        }
        assertThat(api)
                .as("the API of %s; if the change is meant, run scripts/api and commit it", module)
                .isEqualTo(Files.readString(file));
    }
}
