package dev.millwright.worker.fleet.internal.abandoned;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Rules} says of a unit.
 *
 * @param care how it stands now
 * @param acts what is to be done, in this order
 * @param about the episode that the acts are about, which can be over by now; null if there is none
 * @param failures how many failures it had
 * @param runs how many runs
 */
record Verdict(Care care, List<Act> acts, @Nullable Episode about, long failures, long runs) {
    Verdict {
        acts = List.copyOf(acts);
    }
}
