package dev.millwright.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.cli.internal.CommandLineProgram;
import dev.millwright.worker.cli.internal.values.Durations;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** What help and docs say of the options is true and complete. */
class ConfigurationReferenceTest {
    private static final Path FILE = Path.of("..", "docs", "configuration.md");

    private final PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    private final CommandLine root = new CommandLineProgram(
                    jobs -> {}, name -> null, Set.of(), nowhere, nowhere, Typed.intoPipe(""))
            .commandLine();

    @Test
    void theFileIsUpToDate() throws IOException {
        String reference = ConfigurationReference.of(root);
        if ("write".equals(System.getProperty("millwright.docs"))) {
            Files.createDirectories(FILE.getParent());
            Files.writeString(FILE, reference);
        }

        assertThat(FILE)
                .as("docs/configuration.md is written by: scripts/docs")
                .content()
                .isEqualTo(reference);
    }

    @Test
    void theReadmeNamesTheSameExitCodesAsTheHelp() {
        assertThat(Path.of("..", "README.md")).content().contains(ConfigurationReference.exitCodes(root));
        assertThat(Path.of("..", "docs", "stopping.md"))
                .content()
                .contains(root.getCommandSpec().usageMessage().exitCodeList().keySet().stream()
                        .map(code -> "\n| " + code + " | ")
                        .toList());
    }

    @Test
    void everyOptionWithAValueSaysItsDefault() {
        assertThat(options(root))
                .isNotEmpty()
                .allSatisfy(option -> assertThat(option.arity().max() == 0
                                || !ConfigurationReference.defaultOf(option).isBlank())
                        .as("%s has \"Default: \" in its description", option.longestName())
                        .isTrue());
    }

    @Test
    void theDefaultThatIsSaidIsTheOneThatHolds() {
        assertThat(options(root)).allSatisfy(option -> {
            Object initial = option.initialValue();
            String said = ConfigurationReference.defaultOf(option);
            if (initial instanceof Duration duration) {
                assertThat(Durations.parse(said)).as(option.longestName()).isEqualTo(duration);
            } else if (initial instanceof Integer number) {
                assertThat(said).as(option.longestName()).isEqualTo(number.toString());
            } else if (initial instanceof Enum<?> word) {
                assertThat(said).as(option.longestName()).isEqualToIgnoringCase(word.name());
            }
        });
    }

    private static List<OptionSpec> options(CommandLine command) {
        List<OptionSpec> options = new ArrayList<>(ConfigurationReference.options(command.getCommandSpec()));
        command.getSubcommands().values().forEach(sub -> options.addAll(options(sub)));
        return options;
    }
}
