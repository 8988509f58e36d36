package dev.millwright.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.cli.internal.CommandLineProgram;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** "Did you mean" helps, but never to destroy something. */
class SuggestionsTest {
    /** Commands that stop or delete jobs, as the docs say it. */
    private static final List<String> DESTROYERS = List.of("cancel", "kill", "discard", "clear", "remove", "requeue");

    private static final List<String> DESTROYING_OPTIONS = List.of("--yes", "--all", "--discard");

    /** Each command that has others below it, with a word that is nearly one of the names in it. */
    static List<String> mistypedCommands() {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        CommandLine root = new CommandLineProgram(
                        jobs -> {}, name -> null, Set.of(), nowhere, nowhere, Typed.intoPipe(""))
                .commandLine();
        List<String> lines = new ArrayList<>();
        mistyped(root.getSubcommands().keySet()).forEach(lines::add);
        root.getSubcommands()
                .forEach((name, command) ->
                        mistyped(command.getSubcommands().keySet()).forEach(word -> lines.add(name + " " + word)));
        return lines;
    }

    private static Set<String> mistyped(Set<String> names) {
        Set<String> words = new LinkedHashSet<>();
        for (String name : names) {
            for (int i = 0; i < name.length(); i++) {
                words.add(name.substring(0, i) + name.substring(i + 1));
                words.add(name.substring(0, i) + name.charAt(i) + name.substring(i));
            }
        }
        words.removeAll(names);
        words.remove("");
        return words;
    }

    private static String suggested(String line) {
        CommandLineRun run = CommandLineRun.of(line.split(" "));
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.errLines()).singleElement().asString().startsWith("millwright: ");
        int question = run.err().indexOf("did you mean");
        return question < 0 ? "" : run.err().substring(question, run.err().indexOf('?'));
    }

    @Test
    void noMistypedCommandLeadsToOneThatDestroys() {
        assertThat(mistypedCommands())
                .hasSizeGreaterThan(100)
                .allSatisfy(line -> assertThat(suggested(line)).as(line).doesNotContain(DESTROYERS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"list", "flush", "queues list", "jobs help", "jobs lsit", "cancle", "stop"})
    void noGuessDoes(String line) {
        assertThat(suggested(line)).doesNotContain(DESTROYERS);
    }

    @ParameterizedTest
    @MethodSource("mistypedOptions")
    void noMistypedOptionDoes(String line) {
        assertThat(suggested(line)).doesNotContain(DESTROYING_OPTIONS);
    }

    static List<String> mistypedOptions() {
        return List.of(
                "cancel 0123456789 --discrad",
                "cancel 0123456789 --discar",
                "jobs kill dead --yess",
                "jobs kill dead --al",
                "jobs clear dead --ye",
                "queues remove x --ys");
    }

    @ParameterizedTest
    @ValueSource(strings = {"MILLWRIGHT_YE", "MILLWRIGHT_AL", "MILLWRIGHT_DISCRD"})
    void noMistypedVariableDoes(String variable) {
        CommandLineRun run = Typed.intoPipe("").run(Map.of(variable, "true"), "generate-completion", "bash");

        assertThat(run.exitCode()).isZero();
        assertThat(run.errLines())
                .singleElement()
                .asString()
                .contains("the variable " + variable)
                .doesNotContain("MILLWRIGHT_YES", "MILLWRIGHT_ALL", "MILLWRIGHT_DISCARD");
    }

    @Test
    void whatIsHarmlessIsSuggested() {
        assertThat(suggested("queue")).contains("queues");
        assertThat(suggested("queues resum")).contains("resume");
        assertThat(suggested("info --ouput json")).contains("--output");
    }
}
