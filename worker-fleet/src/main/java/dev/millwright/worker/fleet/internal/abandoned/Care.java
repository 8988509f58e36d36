package dev.millwright.worker.fleet.internal.abandoned;

import dev.millwright.worker.fleet.internal.store.Facts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a unit stands: what has become of its facts so far. Immutable.
 *
 * @param runs up to which the runs were counted
 * @param successes up to which the successes were counted
 * @param failures up to which the failures were counted
 * @param recent the last failures, the oldest first, while there is no streak
 * @param streak null while there is none
 * @param episodes how often the unit was abandoned
 * @param episode null while it is not abandoned
 */
record Care(
        long runs,
        long successes,
        long failures,
        List<Instant> recent,
        @Nullable Streak streak,
        int episodes,
        @Nullable Episode episode) {
    /** Of a unit that was never looked at. */
    static final Care NEW = new Care(0, 0, 0, List.of(), null, 0, null);

    Care {
        recent = List.copyOf(recent);
    }

    Care notAfter(Instant now) {
        return new Care(
                runs,
                successes,
                failures,
                recent.stream().map(when -> Moments.earlier(when, now)).toList(),
                streak == null ? null : streak.notAfter(now),
                episodes,
                episode == null ? null : episode.notAfter(now));
    }

    /** Counts what has happened since. */
    Care counting(Facts facts, Instant now, Thresholds thresholds) {
        // What the store has lost begins to count anew.
        boolean anew = facts.runs() < runs || facts.successes() < successes || facts.failures() < failures;
        if (!anew && streak == null && episode == null && facts.failures() == failures) {
            return this; // what works need not be written each time
        }
        long moreRuns = anew ? facts.runs() : facts.runs() - runs;
        long moreSuccesses = anew ? facts.successes() : facts.successes() - successes;
        long moreFailures = anew ? facts.failures() : facts.failures() - failures;
        List<Instant> last = recent;
        Streak next = streak;
        if (next != null) {
            next = next.plus(moreRuns, moreSuccesses, moreFailures, Moments.earlier(facts.lastSuccess(), now));
            next = next.isOver(thresholds, now) ? null : next;
        } else if (moreFailures > 0) {
            Instant failed = Moments.earlier(facts.lastFailure(), now);
            last = new ArrayList<>(recent);
            last.removeIf(when -> when.isBefore(failed.minus(thresholds.within())));
            if (last.size() + moreFailures >= thresholds.failures()) {
                long counted = last.size() + moreFailures;
                next = new Streak(last.isEmpty() ? failed : last.get(0), counted, counted, null);
                last = List.of();
            } else {
                last.addAll(Collections.nCopies((int) moreFailures, failed));
            }
        }
        return new Care(facts.runs(), facts.successes(), facts.failures(), last, next, episodes, episode);
    }

    Care with(@Nullable Episode next) {
        int number = next == null ? episodes : Math.max(episodes, next.number());
        return new Care(runs, successes, failures, recent, streak, number, next);
    }

    /** With what has happened counted, whatever it was. */
    Care upTo(Facts facts) {
        return new Care(facts.runs(), facts.successes(), facts.failures(), recent, streak, episodes, episode);
    }

    /** As if nothing had failed yet. */
    Care cleared() {
        return new Care(runs, successes, failures, List.of(), null, episodes, episode);
    }
}
