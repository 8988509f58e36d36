package dev.millwright.worker.cli.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Variables that look as if they were meant for this program and have no effect: misspelt ones, and those that
 * Kubernetes sets for a Service whose name begins like ours. Stateless; any thread.
 */
final class StrayVariables {
    /** The launcher's own. */
    private static final Set<String> LAUNCHER = Set.of("MILLWRIGHT_JAVA", "MILLWRIGHT_JAVA_OPTS");

    private static final Pattern SERVICE = Pattern.compile("_SERVICE_(HOST|PORT(_.+)?)$|_PORT_\\d+_[A-Z]+(_[A-Z]+)?$");

    private StrayVariables() {}

    /**
     * One line each, none if all is well.
     *
     * @param names of all variables
     * @param environment their values
     * @param ofOptions the variables of all options; asked for only if there is one of ours
     */
    static List<String> warnings(
            Set<String> names, Function<String, @Nullable String> environment, Supplier<Set<String>> ofOptions) {
        NavigableSet<String> ours = new TreeSet<>(names);
        ours.removeIf(name -> !name.startsWith(EnvironmentDefaults.PREFIX) || LAUNCHER.contains(name));
        List<String> links = ours.stream()
                .filter(name -> isServiceLink(name, environment.apply(name)))
                .toList();
        links.forEach(ours::remove);
        List<String> warnings = new ArrayList<>();
        if (!links.isEmpty()) {
            warnings.add("ignored, as Kubernetes sets them for a Service whose name begins with millwright: "
                    + String.join(", ", links) + "; enableServiceLinks: false in the pod's spec leaves them out");
        }
        if (!ours.isEmpty()) {
            Set<String> known = ofOptions.get();
            ours.removeAll(known);
            ours.forEach(name -> warnings.add("the variable " + name + " is none of an option and has no effect"
                    + Similar.question(name, Suggestions.harmless(known))));
        }
        return warnings;
    }

    private static boolean isServiceLink(String name, @Nullable String value) {
        return SERVICE.matcher(name).find() || (value != null && EnvironmentDefaults.isServiceLink(name, value));
    }
}
