package dev.millwright.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.millwright.worker.cli.internal.CommandLineProgram;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The completion script, in a real bash and a real zsh. */
@Timeout(60)
class CompletionTest {
    // What bash does when TAB is pressed after the words. compopt works in a real completion only.
    private static final String TAB_IN_BASH = """
            compopt() { :; }
            source "$1"; shift
            COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}
            _complete_millwright
            echo "${COMPREPLY[*]}"
            """;

    // zsh completes on a terminal only: it gets one, and there TAB is pressed. Proposals are written to a
    // file instead of to the screen. The key after TAB shows the line as it is once TAB has been dealt with.
    private static final String TAB_IN_ZSH = """
            zmodload zsh/zpty
            export SCRIPT="$1" ZDOTDIR="${1:h}" TERM=dumb; shift
            zpty terminal zsh -f -i
            zpty -w terminal 'source $SCRIPT
              compadd() { builtin compadd -O fitting "$@"; print -r -- $fitting >$SCRIPT.proposals }
              show() { print -r -- "[$BUFFER]" }; zle -N show; bindkey "^X" show'
            zpty -n -w terminal "$*"$'\\t\\x18'
            zpty -r terminal screen "*\\[${*}\\]*"
            cat $SCRIPT.proposals
            """;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "EMPTY           | demo run server push cancel info queues jobs fleet help generate-completion",
                "help p          | push",
                "queues p        | pause",
                "jobs EMPTY      | kill discard requeue clear",
                "jobs kill EMPTY | scheduled retries dead",
                "run --conc      | --concurrency",
                "info -o EMPTY   | text json",
                "push -o EMPTY   | text json",
                "push --jids     | --jids",
                "run --threads v | virtual",
                "fleet c         | cancel",
                "fleet workers --sort EMPTY | host started state version",
                "run --jobs DIR/jo                              | DIR/jobs.jar",
                "run --jobs other.jar --jobs DIR/jo             | DIR/jobs.jar",
                "run --ca-file DIR/c                            | DIR/ca.pem",
                "run --admin-token-file DIR/t                   | DIR/token",
                "queues --ca-file DIR/c                         | DIR/ca.pem",
                "jobs kill dead --ca-file DIR/c                 | DIR/ca.pem",
            })
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.METHOD)
    private @interface EachExample {}

    @EachExample
    void bashCompletes(String words, String proposals) throws Exception {
        assertThat(pressTab("bash", TAB_IN_BASH, words)).isEqualTo(inFiles(proposals));
    }

    @EachExample
    void zshCompletes(String words, String proposals) throws Exception {
        assumeTrue(
                isInstalled("zsh") || "true".equals(System.getenv("CI")),
                "no zsh on the PATH; scripts/test installs it");

        assertThat(pressTab("zsh", TAB_IN_ZSH, words)).isEqualTo(inFiles(proposals));
    }

    /** Those whose value is named like a file. A new one is to be completed as such, too. */
    @Test
    void everyOptionForAFileCompletesFiles() {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        CommandLine root = new CommandLineProgram(
                        jobs -> {}, name -> null, Set.of(), nowhere, nowhere, Typed.intoPipe(""))
                .commandLine();

        assertThat(root.getSubcommands().values())
                .flatExtracting(command -> command.getCommandSpec().options())
                .filteredOn(option -> Set.of("FILE", "PEM", "JAR").contains(option.paramLabel()))
                .hasSizeGreaterThan(3)
                .allSatisfy(option -> assertThat(option.auxiliaryTypes()[0])
                        .as(option.longestName())
                        .isIn(File.class, Path.class));
    }

    @BeforeEach
    void makeFiles() throws IOException {
        Path files = Files.createDirectory(directory.resolve("files"));
        for (String name : List.of("jobs.jar", "ca.pem", "token", "notes.txt")) {
            Files.createFile(files.resolve(name));
        }
    }

    private String inFiles(String words) {
        return words.replace("DIR", directory.resolve("files").toString());
    }

    private String pressTab(String shell, String driver, String words) throws IOException, InterruptedException {
        CommandLineRun run = CommandLineRun.of("generate-completion", shell);
        assertThat(run.err()).isEmpty();
        Path script = Files.writeString(directory.resolve("completion"), run.out());

        List<String> command = new ArrayList<>(List.of(shell, "-c", driver, shell, script.toString(), "millwright"));
        command.addAll(List.of(inFiles(words.strip()).replace("EMPTY", "").split(" ", -1)));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.strip();
    }

    private static boolean isInstalled(String program) {
        String path = System.getenv("PATH");
        return Stream.of((path == null ? "" : path).split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }
}
