package dev.millwright.worker.fleet;

import dev.millwright.worker.fleet.internal.common.Shown;
import java.util.regex.Pattern;

/** What a group or an operation may be called: it stands in keys, URLs, metrics and tables. Stateless; any thread. */
final class Name {
    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final int MOST_SHOWN = 80;

    private Name() {}

    /** Checks the name of a group, like {@link #checked}. */
    static String ofGroup(String name) {
        return checked("the name of a group", name);
    }

    /** Checks the id of an operation, like {@link #checked}. */
    static String ofOperation(String id) {
        return checked("the id of an operation", id);
    }

    /**
     * Checks a name.
     *
     * @return the name
     * @throws IllegalArgumentException with one line that says what it may be
     */
    private static String checked(String what, String name) {
        if (!VALID.matcher(name).matches()) {
            throw new IllegalArgumentException("\"" + Shown.inLine(name, MOST_SHOWN) + "\" cannot be " + what
                    + ": use 1 to 64 letters, digits and . - _, the first a letter or a digit");
        }
        return name;
    }
}
