package dev.millwright.worker.cli.internal;

import java.util.Locale;

/** Numbers in sentences. Stateless; any thread. */
final class Quantity {
    private Quantity() {}

    /** "1 job", "1,200 jobs". */
    static String of(long count, String noun) {
        return String.format(Locale.ROOT, "%,d %s%s", count, noun, count == 1 ? "" : "s");
    }
}
