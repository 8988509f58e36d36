package dev.millwright.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each command explains itself, and finds its own help when it is loaded alone. */
class HelpTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "demo",
                "run",
                "server",
                "push",
                "cancel",
                "info",
                "queues",
                "queues pause",
                "queues resume",
                "queues remove",
                "jobs",
                "jobs kill",
                "jobs discard",
                "jobs requeue",
                "jobs clear",
                "help",
                "generate-completion"
            })
    void eachCommandExplainsItself(String command) {
        CommandLineRun help = CommandLineRun.of((command + " --help").strip().split(" "));

        assertThat(help.exitCode()).isZero();
        assertThat(help.err()).isEmpty();
        assertThat(help.out()).startsWith(("Usage: millwright " + command).strip());
        assertThat(help.out().lines()).hasSizeGreaterThan(3).allMatch(line -> line.length() <= 80);
        assertThat(help.out().lines().filter(line -> line.contains("//")))
                .as("URLs that can be copied")
                .noneMatch(line -> line.strip().startsWith("//"));

        CommandLineRun version =
                CommandLineRun.of((command + " --version").strip().split(" "));
        assertThat(version.out()).matches("(?s)millwright \\d+\\.\\d+\\.\\S+ on Java .*");
    }

    /** What many try first. */
    @ParameterizedTest
    @ValueSource(strings = {"", "push", "run", "queues", "queues pause", "jobs kill", "help"})
    void helpExplainsACommand(String command) {
        CommandLineRun help = CommandLineRun.of(("help " + command).strip().split(" "));

        assertThat(help)
                .isEqualTo(CommandLineRun.of((command + " --help").strip().split(" ")));
        assertThat(help.out()).startsWith(("Usage: millwright " + command).strip());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "help psuh | 'millwright' has no command 'psuh'; did you mean push?",
                "help queues list | 'millwright queues' has no command 'list'",
                "help push job | 'millwright push' has no command 'job'",
                "help push -x | unknown option '-x'",
            })
    void helpOfWhatIsNoCommandIsAMistake(String line, String message) {
        CommandLineRun run = CommandLineRun.of(line.split(" "));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.errLines()).singleElement().asString().startsWith("millwright: " + message);
        assertThat(run.out()).isEmpty();
    }
}
