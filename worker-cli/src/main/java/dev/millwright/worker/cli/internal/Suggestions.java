package dev.millwright.worker.cli.internal;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * What somebody may have meant by a word that is none of the command line's. Never what stops or deletes jobs, nor what
 * does away with the question before that: it is tried by who is in a hurry, and was looking for something else.
 * Stateless; any thread.
 */
final class Suggestions {
    private static final String ASKS_FIRST = "--yes";

    /** Stops jobs without asking. */
    private static final Set<String> COMMANDS = Set.of("cancel");

    private static final Set<String> OPTIONS = Set.of(ASKS_FIRST, "-y", "--all", "--discard");

    private Suggestions() {}

    /** "; did you mean a or b?", or nothing. */
    static String question(UnmatchedArgumentException unmatched) {
        CommandLine command = unmatched.getCommandLine();
        List<String> harmless = unmatched.getSuggestions().stream()
                .filter(name -> Similar.isNear(unmatched.getUnmatched().get(0), name)
                        && !OPTIONS.contains(name)
                        && !destroys(command.getSubcommands().get(name)))
                .toList();
        return harmless.isEmpty() ? "" : "; did you mean " + String.join(" or ", harmless) + "?";
    }

    private static boolean destroys(@Nullable CommandLine command) {
        if (command == null) {
            return false;
        }
        CommandSpec spec = command.getCommandSpec();
        return COMMANDS.contains(spec.name()) || spec.findOption(ASKS_FIRST) != null;
    }

    /** The variables of options that may be suggested. */
    static List<String> harmless(Collection<String> variables) {
        return variables.stream()
                .filter(name -> OPTIONS.stream().noneMatch(option -> name.equals(EnvironmentDefaults.variable(option))))
                .toList();
    }
}
