package dev.millwright.worker.fleet.internal.common;

/** Texts of others, as they stand in a line of ours. Stateless; any thread. */
public final class Shown {
    private Shown() {}

    /** With a question mark for each sign that would end the line, or do worse to a terminal. */
    public static String inLine(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }

    /** The same, and not longer than so many signs and one that says so. */
    public static String inLine(String text, int most) {
        return inLine(text.length() > most ? text.substring(0, most) + "…" : text);
    }
}
