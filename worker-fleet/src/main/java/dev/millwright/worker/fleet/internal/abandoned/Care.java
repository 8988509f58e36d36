package dev.millwright.worker.fleet.internal.abandoned;

import dev.millwright.worker.fleet.internal.store.Facts;
import java.time.Instant;
import java.util.ArrayList;
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
        long moreRuns = anew ? facts.runs() : facts.runs() - runs;
        long moreSuccesses = anew ? facts.successes() : facts.successes() - successes;
        long moreFailures = anew ? facts.failures() : facts.failures() - failures;
        List<Instant> last = recent;
        Streak next = streak;
        if (next != null) {
            next = next.plus(moreRuns, moreSuccesses, moreFailures, Moments.earlier(facts.lastSuccess(), now));
            next = next.isOver(thresholds, now) ? null : next;
        } else if (moreFailures > 0) {
            last = lastFailures(moreFailures, Moments.earlier(facts.lastFailure(), now), thresholds);
            if (last.size() >= thresholds.failures()) {
                long counted = last.size() + Math.max(0, moreFailures - thresholds.failures());
                next = new Streak(last.get(0), counted, counted, null);
                last = List.of();
            }
        }
        return new Care(facts.runs(), facts.successes(), facts.failures(), last, next, episodes, episode);
    }

    private List<Instant> lastFailures(long more, Instant failed, Thresholds thresholds) {
        List<Instant> all = new ArrayList<>(recent);
        for (long i = Math.min(more, thresholds.failures()); i > 0; i--) {
            all.add(failed);
        }
        Instant from = failed.minus(thresholds.within());
        all.removeIf(when -> when.isBefore(from));
        return all.subList(Math.max(0, all.size() - thresholds.failures()), all.size());
    }

    Care with(@Nullable Episode next) {
        int number = next == null ? episodes : Math.max(episodes, next.number());
        return new Care(runs, successes, failures, recent, streak, number, next);
    }

    /** As if nothing had failed yet. */
    Care cleared() {
        return new Care(runs, successes, failures, List.of(), null, episodes, episode);
    }
}
