package dev.millwright.worker;

import java.time.Duration;
import java.util.function.BiConsumer;

/**
 * How {@link FaktoryClient#cancel(java.util.Collection, CancelOptions)} goes about it. Immutable.
 *
 * @param timeout how long to wait for the workers that run the jobs; 10 s by default. A worker hears of an
 *     order within about 3 s
 * @param pending whether to leave an order that nobody has taken on the server, for a job that is about to
 *     start; false by default
 * @param discard whether the jobs shall vanish instead of being moved to Dead; false by default
 * @param progress hears what became of a job as soon as that is known, with its jid; on the calling thread
 */
public record CancelOptions(
        Duration timeout, boolean pending, boolean discard, BiConsumer<? super String, ? super CancelResult> progress) {
    /** Waits 10 s, takes back what nobody took, moves jobs to Dead. */
    public static final CancelOptions DEFAULT =
            new CancelOptions(Duration.ofSeconds(10), false, false, (jid, result) -> {});

    /**
     * These options with another time to wait.
     *
     * @param value zero or more
     * @return new options
     */
    public CancelOptions withTimeout(Duration value) {
        return new CancelOptions(value, pending, discard, progress);
    }

    /**
     * These options, leaving orders behind or not.
     *
     * @param value whether an order that nobody takes stays on the server
     * @return new options
     */
    public CancelOptions withPending(boolean value) {
        return new CancelOptions(timeout, value, discard, progress);
    }

    /**
     * These options, discarding jobs or moving them to Dead.
     *
     * @param value whether the jobs vanish
     * @return new options
     */
    public CancelOptions withDiscard(boolean value) {
        return new CancelOptions(timeout, pending, value, progress);
    }

    /**
     * These options with somebody who watches.
     *
     * @param value hears what became of each job
     * @return new options
     */
    public CancelOptions withProgress(BiConsumer<? super String, ? super CancelResult> value) {
        return new CancelOptions(timeout, pending, discard, value);
    }
}
