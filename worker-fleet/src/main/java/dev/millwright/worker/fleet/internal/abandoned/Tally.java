package dev.millwright.worker.fleet.internal.abandoned;

import dev.millwright.worker.fleet.internal.store.FactsDelta;
import dev.millwright.worker.fleet.internal.store.Unit;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What a worker has seen of one unit since it was last taken. Any thread; what is counted just while it is taken is in
 * this taking or in the next one.
 */
final class Tally {
    private final AtomicLong runs = new AtomicLong();
    private final AtomicLong successes = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private volatile long ranAt;
    private volatile long succeededAt;
    private volatile long failedAt;
    private volatile String error = "";

    /**
     * What was taken. Moments are those of the worker's clock, so that it can be written late.
     *
     * @param unit which
     * @param runs how many
     * @param successes how many of them
     * @param failures how many of them
     * @param ranAt when the last one ended
     * @param succeededAt when the last one succeeded
     * @param failedAt when the last one failed
     * @param version of a worker that has begun to run it; null if none has
     * @param error what the last one failed of
     */
    record Taken(
            Unit unit,
            long runs,
            long successes,
            long failures,
            long ranAt,
            long succeededAt,
            long failedAt,
            @Nullable String version,
            String error) {
        static Taken deploy(Unit unit, String version) {
            return new Taken(unit, 0, 0, 0, 0, 0, 0, version, "");
        }

        FactsDelta since(long now) {
            return new FactsDelta(
                    unit,
                    runs,
                    successes,
                    failures,
                    age(runs, ranAt, now),
                    age(successes, succeededAt, now),
                    age(failures, failedAt, now),
                    version,
                    error);
        }

        private static @Nullable Duration age(long count, long at, long now) {
            return count == 0 ? null : Duration.ofNanos(Math.max(0, now - at));
        }
    }

    void ran(long now) {
        ranAt = now;
        runs.incrementAndGet();
    }

    void succeeded(long now) {
        succeededAt = now;
        successes.incrementAndGet();
        ran(now);
    }

    void failed(long now, String why) {
        failedAt = now;
        error = why;
        failures.incrementAndGet();
        ran(now);
    }

    boolean isEmpty() {
        return runs.get() == 0;
    }

    Taken take(Unit unit) {
        // What is part of the runs is taken before them, so that there are never more parts than runs.
        long good = successes.getAndSet(0);
        long bad = failures.getAndSet(0);
        return new Taken(unit, runs.getAndSet(0), good, bad, ranAt, succeededAt, failedAt, null, error);
    }
}
