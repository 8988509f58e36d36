package dev.millwright.worker.cli.internal.values;

import java.util.Locale;

/** The names of enums as people and scripts read them: {@code running}. Stateless; any thread. */
public final class Words {
    private Words() {}

    /** A name in small letters. */
    public static String of(Enum<?> name) {
        return name.name().toLowerCase(Locale.ROOT);
    }
}
