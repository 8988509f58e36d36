package dev.millwright.worker.fleet.internal.abandoned;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A time in which the jobs of a unit fail. Immutable.
 *
 * @param since its first failure
 * @param failures how many there were
 * @param runs how many of its jobs ran in it
 * @param good a stretch of successes that may come to end it; null if there is none
 */
record Streak(
        Instant since, long failures, long runs, @Nullable Stretch good) {
    /** After one success, so many failures for each success break a stretch. */
    private static final long BREAKING = 3;

    /** A stretch with failures in it needs so many successes to count. */
    private static final long ENOUGH = 3;

    /** After a success that nothing follows there may be none for long: some jobs come once a month. */
    private static final Duration CALM = Duration.ofDays(1);

    /**
     * Part of a streak.
     *
     * @param since its first success
     * @param last its last success
     * @param successes how many there were
     * @param failures how many failures
     */
    record Stretch(Instant since, Instant last, long successes, long failures) {
        Stretch notAfter(Instant now) {
            return new Stretch(Moments.earlier(since, now), Moments.earlier(last, now), successes, failures);
        }

        Stretch plus(long moreSuccesses, long moreFailures, Instant succeeded) {
            return new Stretch(
                    since,
                    moreSuccesses > 0 ? Moments.later(last, succeeded) : last,
                    successes + moreSuccesses,
                    failures + moreFailures);
        }

        boolean isBroken() {
            return failures > BREAKING * successes;
        }

        boolean ends(Thresholds thresholds, Instant now) {
            if (failures == 0 && Moments.passed(since, CALM, now)) {
                return true;
            }
            return Moments.passed(since, thresholds.recovery(), last) && (failures == 0 || successes >= ENOUGH);
        }
    }

    Streak notAfter(Instant now) {
        return new Streak(Moments.earlier(since, now), failures, runs, good == null ? null : good.notAfter(now));
    }

    /** What more has happened in it. */
    Streak plus(long moreRuns, long moreSuccesses, long moreFailures, Instant succeeded) {
        Stretch next = good;
        if (next == null && moreSuccesses > 0) {
            next = new Stretch(succeeded, succeeded, 0, 0);
        }
        if (next != null) {
            next = next.plus(moreSuccesses, moreFailures, succeeded);
        }
        return new Streak(
                since, failures + moreFailures, runs + moreRuns, next == null || next.isBroken() ? null : next);
    }

    boolean isOver(Thresholds thresholds, Instant now) {
        return good != null && good.ends(thresholds, now);
    }
}
