package dev.millwright.worker.fleet.internal.member;

import java.time.Duration;
import java.time.Instant;

/**
 * How far the store's clock is from this worker's. Moves only when it is clearly wrong, so that what is written does not
 * change with each answer that took a little longer. Any thread.
 */
final class StoreTime {
    private static final Duration TOLERATED = Duration.ofMillis(500);

    private volatile Duration ahead = Duration.ZERO;

    /**
     * The store has said what time it is.
     *
     * @param store its time
     * @param asked this worker's when it was asked
     * @param answered this worker's now
     */
    void learn(Instant store, Instant asked, Instant answered) {
        Instant middle = asked.plus(Duration.between(asked, answered).dividedBy(2));
        Duration seen = Duration.between(middle, store);
        // An answer that took long says little.
        Duration doubt = TOLERATED.plus(Duration.between(asked, answered).abs());
        if (seen.minus(ahead).abs().compareTo(doubt) > 0) {
            ahead = seen;
        }
    }

    /** A moment of this worker's, by the store's clock. */
    Instant ofStore(Instant own) {
        return own.plus(ahead);
    }
}
