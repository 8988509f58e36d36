package dev.millwright.worker.fleet.internal.store;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was decided of a {@link Unit}; written whole or not at all.
 *
 * @param unit which
 * @param care how it stands, as text; null if it is to be forgotten with all that is known of it
 * @param hold whether its jobs are held, and how, as text; null if not
 * @param notices what is to be told of it, as texts by id
 */
public record Decision(
        Unit unit, @Nullable String care, @Nullable String hold, Map<String, String> notices) {
    /** Copies the map. */
    public Decision {
        notices = Map.copyOf(notices);
    }
}
