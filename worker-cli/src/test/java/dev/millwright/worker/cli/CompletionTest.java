package dev.millwright.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The completion script, in a real bash. */
@Timeout(60)
class CompletionTest {
    // What bash does when TAB is pressed after the words. compopt works in a real completion only.
    private static final String PRESS_TAB = """
            compopt() { :; }
            source "$1"; shift
            COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}
            _complete_millwright
            echo "${COMPREPLY[*]}"
            """;

    @TempDir
    private Path directory;

    private Path script = Path.of("");

    @BeforeEach
    void writeScript() throws IOException {
        CommandLineRun run = CommandLineRun.of("generate-completion", "bash");
        assertThat(run.err()).isEmpty();
        script = Files.writeString(directory.resolve("completion.bash"), run.out());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "EMPTY           | demo run server push cancel info queues jobs generate-completion",
                "queues p        | pause",
                "jobs EMPTY      | kill discard requeue clear",
                "jobs kill EMPTY | scheduled retries dead",
                "run --conc      | --concurrency",
                "info -o EMPTY   | text json",
            })
    void completes(String words, String proposals) throws Exception {
        assertThat(pressTab(words.strip().replace("EMPTY", ""))).isEqualTo(proposals);
    }

    private String pressTab(String words) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("bash", "-c", PRESS_TAB, "bash", script.toString(), "millwright"));
        command.addAll(List.of(words.split(" ", -1)));
        Process bash = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor()).as(output).isZero();
        return output.strip();
    }
}
