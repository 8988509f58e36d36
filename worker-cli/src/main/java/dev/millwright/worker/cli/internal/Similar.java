package dev.millwright.worker.cli.internal;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Guesses what somebody meant who has mistyped a name. Stateless; any thread. */
final class Similar {
    private static final int MOST = 3;
    private static final String VARIABLE = "MILLWRIGHT_";

    private Similar() {}

    /** "; did you mean a or b?", or a full stop if nothing is near. */
    static String question(String typed, Collection<String> known) {
        List<String> near = known.stream()
                .filter(name -> isNear(typed, name))
                .sorted(Comparator.comparingInt(name -> distance(typed, name)))
                .limit(MOST)
                .toList();
        return near.isEmpty() ? "." : "; did you mean " + String.join(" or ", near) + "?";
    }

    /** Whether one can be meant by the other. All variables begin alike, which makes them no more alike. */
    static boolean isNear(String typed, String name) {
        // Two letters that have changed places count as two. More would offer names that have nothing in common.
        int letters = typed.startsWith(VARIABLE) ? typed.length() - VARIABLE.length() : typed.length();
        return distance(typed, name) <= Math.max(1, Math.min(3, letters / 2));
    }

    /** Levenshtein's: how many letters must be put in, left out or changed. Letter case does not count. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                boolean same = Character.toLowerCase(a.charAt(i - 1)) == Character.toLowerCase(b.charAt(j - 1));
                int changed = diagonal + (same ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
