package dev.millwright.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.testkit.DevServer;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What others have put into the environment. */
@Timeout(60)
class EnvironmentTest {
    private final DevServer server = DevServer.start();

    @AfterEach
    void close() {
        server.close();
    }

    private CommandLineRun run(Map<String, String> environment, String... args) {
        return Typed.intoPipe("").run(environment, args);
    }

    /** For a Service named millwright, millwright-dev or millwright-metrics. */
    @ParameterizedTest
    @CsvSource({
        "MILLWRIGHT_PORT,tcp://10.0.0.1:9091",
        "MILLWRIGHT_DEV_PORT,tcp://10.0.0.1:9091",
        "MILLWRIGHT_METRICS_PORT,tcp://[fd00::1]:9091",
        "MILLWRIGHT_METRICS_PORT,udp://10.0.0.1:9091",
        "MILLWRIGHT_METRICS_SERVICE_HOST,10.0.0.1",
        "MILLWRIGHT_METRICS_SERVICE_PORT,9091",
        "MILLWRIGHT_METRICS_SERVICE_PORT_HTTP,9091",
        "MILLWRIGHT_METRICS_PORT_9091_TCP,tcp://10.0.0.1:9091",
        "MILLWRIGHT_METRICS_PORT_9091_TCP_ADDR,10.0.0.1",
    })
    void linksOfKubernetesAreIgnoredWithAWarning(String variable, String value) {
        CommandLineRun run = run(Map.of(variable, value, "FAKTORY_URL", server.url()), "info");

        assertThat(run.exitCode()).isZero();
        assertThat(run.errLines())
                .singleElement()
                .asString()
                .startsWith("millwright: ignored, as Kubernetes sets them")
                .contains(": " + variable + "; enableServiceLinks: false");
        assertThat(run(Map.of(variable, value, "FAKTORY_URL", server.url()), "run", "--sample-jobs", "--dry-run"))
                .extracting(CommandLineRun::exitCode, CommandLineRun::err)
                .containsExactly(0, ""); // a worker logs it
    }

    @Test
    void aMisspeltVariableIsNamedWithTheNearest() {
        Map<String, String> environment = Map.of(
                "FAKTORY_URL", server.url(),
                "MILLWRIGHT_CONCURENCY", "5",
                "MILLWRIGHT_JAVA_OPTS", "-Xmx1g",
                "MILLWRIGHT_CONCURRENCY", "6",
                "MILLWRIGHTS", "no variable of ours");

        assertThat(run(environment, "info").errLines())
                .containsExactly("millwright: the variable MILLWRIGHT_CONCURENCY is none of an option and has no"
                        + " effect; did you mean MILLWRIGHT_CONCURRENCY?");
        assertThat(run(environment, "info", "--help").err()).isEmpty();
    }

    @Test
    void whereToPushIsNotWhereToFetchFrom() {
        Map<String, String> ofAWorker =
                Map.of("FAKTORY_URL", server.url(), "MILLWRIGHT_QUEUE", "critical default", "MILLWRIGHT_RETRY", "3");
        assertThat(run(ofAWorker, "push", "look").exitCode()).isZero();
        assertThat(server.queueSizes()).containsOnly(Map.entry("default", 1));

        Map<String, String> ofAProducer = Map.of("FAKTORY_URL", server.url(), "MILLWRIGHT_PUSH_QUEUE", "critical");
        assertThat(run(ofAProducer, "push", "look").exitCode()).isZero();
        assertThat(server.queueSizes()).containsEntry("critical", 1);
    }

    /** Refused by what knows of jobs only, and of no option. */
    @ParameterizedTest
    @CsvSource({
        "MILLWRIGHT_PUSH_QUEUE,critical default",
        "MILLWRIGHT_JID,short",
        "MILLWRIGHT_RESERVE_FOR,48h",
    })
    void aWrongValueOfAJobIsBlamedOnItsVariable(String variable, String value) {
        CommandLineRun run = run(Map.of("FAKTORY_URL", server.url(), variable, value), "push", "look");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.errLines())
                .singleElement()
                .asString()
                .contains("; the value comes from the variable " + variable + " (see");
        assertThat(server.queueSizes()).isEmpty();
    }

    @Test
    void aWrongValueOfAJobThatWasGivenIsNot() {
        Map<String, String> environment = Map.of("FAKTORY_URL", server.url(), "MILLWRIGHT_PUSH_QUEUE", "low");

        CommandLineRun run = run(environment, "push", "look", "-q", "a b");

        assertThat(run.errLines()).singleElement().asString().contains("\"a b\" is not the name of a queue");
        assertThat(run.err()).doesNotContain("MILLWRIGHT_PUSH_QUEUE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"MILLWRIGHT_SERVER", "FAKTORY_URL"})
    void aVariableThatJavaCouldNotReadIsRefused(String variable) {
        CommandLineRun run = run(Map.of(variable, "tcp://:p\ufffd\ufffd@localhost"), "info");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.errLines())
                .singleElement()
                .asString()
                .startsWith("millwright: the variable " + variable + " holds U+FFFD")
                .contains("set LC_ALL=C.UTF-8")
                .doesNotContain("tcp://");
    }

    @Test
    void anArgumentThatJavaCouldNotReadIsRefused() {
        CommandLineRun run = run(Map.of("FAKTORY_URL", server.url()), "push", "look", "[\"\ufffd\ufffd\"]");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.errLines()).singleElement().asString().startsWith("millwright: argument 3 holds U+FFFD");
        assertThat(server.queueSizes()).isEmpty();
    }
}
