package dev.millwright.worker.fleet;

import java.util.regex.Pattern;

/** What the name of a group may be: it stands in keys, URLs, metrics and tables. Stateless; any thread. */
final class GroupName {
    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private GroupName() {}

    /**
     * Checks a name.
     *
     * @return the name
     * @throws IllegalArgumentException with one line that says what it may be
     */
    static String checked(String name) {
        if (!VALID.matcher(name).matches()) {
            String shown = name.length() > 80 ? name.substring(0, 80) + "…" : name;
            throw new IllegalArgumentException("\"" + shown.replaceAll("\\p{Cntrl}", "?")
                    + "\" cannot be the name of a group: use 1 to 64 letters, digits and . - _, the first a letter or a"
                    + " digit");
        }
        return name;
    }
}
