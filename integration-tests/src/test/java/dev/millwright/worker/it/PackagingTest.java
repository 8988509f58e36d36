package dev.millwright.worker.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The files for systemd, Docker and Kubernetes agree with the worker's options. */
@Timeout(60)
class PackagingTest {
    private static final Path ROOT = Pages.ROOT;
    private static final Path PACKAGING = ROOT.resolve("packaging");

    /** A number in a text, after what names it. */
    private static int number(String text, String name) {
        Matcher matcher = Pattern.compile(Pattern.quote(name) + "(\\d+)\\b").matcher(text);
        assertThat(matcher.find()).as("there is a number after %s", name).isTrue();
        return Integer.parseInt(matcher.group(1));
    }

    /** The default of an option in seconds; a test of the command line keeps this page true. */
    private static int secondsByDefault(String option) throws IOException {
        String page = Pages.read(ROOT.resolve("docs/configuration.md"));
        Matcher matcher =
                Pattern.compile("`" + option + " DURATION`.*?`?(\\d+)s`? \\|").matcher(page);
        assertThat(matcher.find()).as("%s in docs/configuration.md", option).isTrue();
        return Integer.parseInt(matcher.group(1));
    }

    private static int stopTakesAtMost() throws IOException {
        return secondsByDefault("--shutdown-timeout") + secondsByDefault("--cleanup-grace");
    }

    private static JsonNode workload() throws IOException {
        try (var documents = new YAMLMapper()
                .readerFor(JsonNode.class)
                .<JsonNode>readValues(PACKAGING.resolve("kubernetes.yaml").toFile())) {
            List<JsonNode> all = documents.readAll();
            assertThat(all).extracting(it -> it.path("kind").asString()).containsExactly("Secret", "Deployment");
            assertThat(all.get(0).at("/stringData/FAKTORY_URL").asString()).startsWith("tcp://");
            return all.get(1).at("/spec/template/spec");
        }
    }

    @Test
    void everyoneGivesTheWorkerTimeToStop() throws IOException {
        int needed = stopTakesAtMost();

        assertThat(number(Pages.read(PACKAGING.resolve("millwright.service")), "\nTimeoutStopSec="))
                .isGreaterThan(needed);
        assertThat(number(Pages.read(PACKAGING.resolve("Dockerfile")), "--stop-timeout "))
                .isGreaterThan(needed);
        assertThat(workload().path("terminationGracePeriodSeconds").asInt()).isGreaterThan(needed);
    }

    @Test
    void theProbesAskTheMetricsPort() throws IOException {
        JsonNode container = workload().at("/containers/0");

        assertThat(container.at("/livenessProbe/httpGet/path").asString()).isEqualTo("/livez");
        assertThat(container.at("/readinessProbe/httpGet/path").asString()).isEqualTo("/readyz");
        int limit = container.at("/startupProbe/periodSeconds").asInt()
                * container.at("/startupProbe/failureThreshold").asInt();
        assertThat(limit).isGreaterThan(secondsByDefault("--startup-timeout"));
        JsonNode port = container.at("/ports/0");
        for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
            assertThat(container.path(probe).at("/httpGet/port").asString())
                    .as(probe)
                    .isEqualTo(port.path("name").asString());
        }
        assertThat(container.path("env"))
                .filteredOn(it -> it.path("name").asString().equals("MILLWRIGHT_METRICS_PORT"))
                .singleElement()
                .satisfies(it -> assertThat(it.path("value").asString())
                        .isEqualTo(port.path("containerPort").asString()));
    }

    @Test
    void theImageHasAnInitThatReapsOrphans() throws IOException {
        String image = Pages.read(PACKAGING.resolve("Dockerfile")).replaceAll("\\\\\n\\s*", "");
        String last = image.substring(image.lastIndexOf("\nFROM "));

        assertThat(last).containsPattern("apt-get install [^&]*\\btini\\b");
        assertThat(last.lines().filter(line -> line.startsWith("ENTRYPOINT")))
                .containsExactly("ENTRYPOINT [\"tini\", \"--\", \"millwright\"]");
    }

    /** A Service named millwright-metrics would set MILLWRIGHT_METRICS_PORT in every pod. */
    @Test
    void podsGetNoServiceLinks() throws IOException {
        assertThat(workload().path("enableServiceLinks").isBoolean()).isTrue();
        assertThat(workload().path("enableServiceLinks").asBoolean()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"millwright.service", "Dockerfile", "kubernetes.yaml"})
    void everyVariableIsAnOptions(String file) throws IOException {
        String known = Pages.read(ROOT.resolve("docs/configuration.md"));
        List<String> used = Pattern.compile("MILLWRIGHT_[A-Z_]+")
                .matcher(Pages.read(PACKAGING.resolve(file)))
                .results()
                .map(MatchResult::group)
                .toList();

        assertThat(used).isNotEmpty().allSatisfy(name -> assertThat(known).contains("`" + name + "`"));
    }

    @Test
    void systemdUnderstandsTheUnit(@TempDir Path directory) throws IOException, InterruptedException {
        boolean present = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(it -> Files.isExecutable(Path.of(it, "systemd-analyze")));
        assumeTrue(present, "there is no systemd-analyze here");
        String unit = Pages.read(PACKAGING.resolve("millwright.service"))
                .replace(
                        "/opt/millwright/bin/millwright",
                        ROOT.resolve("bin/millwright").toString());
        Path file = Files.writeString(directory.resolve("millwright.service"), unit);

        assertThat(outputOf("systemd-analyze", "verify", file.toString())).isEmpty();
    }

    /** What a command prints that ends well, run in the source tree. */
    static String outputOf(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(ROOT.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
