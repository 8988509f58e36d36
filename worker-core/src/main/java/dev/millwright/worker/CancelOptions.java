package dev.millwright.worker;

import java.time.Duration;
import java.util.function.BiConsumer;

/**
 * How {@link FaktoryClient#cancel(java.util.Collection, CancelOptions)} goes about it. Immutable; each {@code with…} makes
 * new options.
 */
public final class CancelOptions {
    /** Waits 10 s, takes back what nobody took, moves jobs to Dead. */
    public static final CancelOptions DEFAULT =
            new CancelOptions(Duration.ofSeconds(10), false, false, (jid, result) -> {});

    private final Duration timeout;
    private final boolean pending;
    private final boolean discard;
    private final BiConsumer<? super String, ? super CancelResult> progress;

    private CancelOptions(
            Duration timeout,
            boolean pending,
            boolean discard,
            BiConsumer<? super String, ? super CancelResult> progress) {
        this.timeout = timeout;
        this.pending = pending;
        this.discard = discard;
        this.progress = progress;
    }

    /**
     * How long to wait for the workers that run the jobs; 10 s by default. A worker hears of an order within about 3 s.
     *
     * @return the time
     */
    public Duration timeout() {
        return timeout;
    }

    /**
     * Whether to leave an order that nobody has taken on the server, for a job that is about to start; false by default.
     *
     * @return whether to leave it
     */
    public boolean pending() {
        return pending;
    }

    /**
     * Whether the jobs shall vanish instead of being moved to Dead; false by default.
     *
     * @return whether they shall
     */
    public boolean discard() {
        return discard;
    }

    /**
     * Hears what became of a job as soon as that is known, with its jid; on the calling thread.
     *
     * @return by default one that does nothing
     */
    public BiConsumer<? super String, ? super CancelResult> progress() {
        return progress;
    }

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
