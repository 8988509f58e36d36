package dev.millwright.worker.fleet.internal.store;

import java.util.Locale;
import java.util.Optional;

/** The names of enums, as they are written: {@code failing-for}. Stateless; any thread. */
public final class Word {
    private Word() {}

    /** A name, as it is written. */
    public static String of(Enum<?> name) {
        return name.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Reads what {@link #of} has written.
     *
     * @param names all there are
     * @param word may be anything
     * @return empty if it is something else
     */
    public static <T extends Enum<T>> Optional<T> named(T[] names, String word) {
        for (T name : names) {
            if (of(name).equals(word)) {
                return Optional.of(name);
            }
        }
        return Optional.empty();
    }
}
