package dev.millwright.worker.cli.internal;

import dev.millwright.worker.internal.platform.LogText;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Rows of text in columns, each as wide as its widest cell. Confined to the calling thread. */
final class Table {
    private static final String GAP = "  ";

    private final List<Boolean> right = new ArrayList<>();
    private final List<String> headings = new ArrayList<>();
    private final List<String[]> rows = new ArrayList<>();

    /** Adds a column of words. */
    Table words(String heading) {
        return column(heading, false);
    }

    /** Adds a column of numbers and quantities, which end below each other. */
    Table numbers(String heading) {
        return column(heading, true);
    }

    private Table column(String heading, boolean endsTogether) {
        headings.add(heading);
        right.add(endsTogether);
        return this;
    }

    /** Adds a row, with a cell for each column. What comes from elsewhere has no line breaks in it: see {@link #line}. */
    void row(Object... cells) {
        String[] row = new String[cells.length];
        for (int i = 0; i < cells.length; i++) {
            row[i] = line(String.valueOf(cells[i]));
        }
        rows.add(row);
    }

    /** A text of another process: one line of bounded length, with nothing that moves a terminal's cursor. */
    static String line(String text) {
        return LogText.name(text);
    }

    void print(PrintWriter out) {
        int[] widths = widths();
        print(out, widths, headings.toArray(String[]::new));
        rows.forEach(row -> print(out, widths, row));
    }

    private void print(PrintWriter out, int[] widths, String... cells) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.length; i++) {
            String space = " ".repeat(widths[i] - cells[i].length());
            line.append(i == 0 ? "" : GAP).append(right.get(i) ? space + cells[i] : cells[i] + space);
        }
        out.println(line.toString().stripTrailing());
    }

    private int[] widths() {
        int[] widths = headings.stream().mapToInt(String::length).toArray();
        for (String[] row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        return widths;
    }
}
