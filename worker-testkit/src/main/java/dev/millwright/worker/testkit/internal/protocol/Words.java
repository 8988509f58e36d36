package dev.millwright.worker.testkit.internal.protocol;

import java.util.List;

/** Cuts lines at each single space, as the stock server does: two spaces enclose an empty word. */
final class Words {
    private Words() {}

    static List<String> of(String line) {
        return List.of(line.split(" ", -1));
    }

    static String first(String line) {
        int space = line.indexOf(' ');
        return space < 0 ? line : line.substring(0, space);
    }

    static String rest(String line) {
        int space = line.indexOf(' ');
        return space < 0 ? "" : line.substring(space + 1);
    }
}
