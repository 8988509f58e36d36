package dev.millwright.worker.fleet.internal.last;

import dev.millwright.worker.fleet.FleetStatus;
import dev.millwright.worker.fleet.LastOneOut;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A worker's part in what is done when the last one of a group leaves and the first one comes: each resumes, and those that
 * were told to, pause. From the moment that it runs until it closes. Any thread.
 */
public final class LastAndFirst implements AutoCloseable {
    /** What is done beside the waits that are set: asking a store that does not answer, pausing. */
    private static final Duration WORK = Waits.PATIENCE.multipliedBy(3).plus(Departure.BUDGET);

    private final Myself self;
    private final @Nullable LastOneOut options;
    private final Waits coming;
    private final Waits leaving;
    private final Arrival arrival;
    private final AtomicReference<@Nullable Departure> departure = new AtomicReference<>();
    private final AtomicBoolean left = new AtomicBoolean();

    /**
     * The part of one worker.
     *
     * @param self the worker
     * @param options how it finds out that it is the last; null if it pauses nothing
     */
    public LastAndFirst(Myself self, @Nullable LastOneOut options) {
        this.self = self;
        this.options = options;
        this.coming = new Waits(self.clock());
        this.leaving = new Waits(self.clock());
        this.arrival = new Arrival(self, coming);
    }

    /** The worker runs. */
    public void begin() {
        arrival.begin();
    }

    /**
     * The worker has drained.
     *
     * @return when it may leave
     */
    public CompletionStage<Void> drained() {
        coming.cut();
        if (options == null) {
            return CompletableFuture.completedStage(null);
        }
        Departure begun = new Departure(self, options, leaving);
        departure.set(begun);
        return begun.begin().thenRun(() -> left.set(true));
    }

    /**
     * For how long {@link #drained} can take.
     *
     * @param options those of the worker; null if it pauses nothing
     */
    public static Duration timeout(@Nullable LastOneOut options) {
        return options == null
                ? Duration.ZERO
                : options.lastWait().plus(options.grace()).plus(WORK);
    }

    /** What is paused, as it was last seen. */
    public FleetStatus.Pauses pauses() {
        return arrival.pauses();
    }

    /** The worker ends; nothing more is begun. */
    @Override
    public void close() {
        coming.cut();
        leaving.cut();
        if (options != null && !left.get()) {
            Departure under = departure.get();
            if (under == null) {
                self.warn(
                        "the worker has not drained: whether it was the last of the group was not looked at, and nothing"
                                + " is paused. If its queues are to wait, pause them by hand");
            } else {
                under.cut();
            }
        }
        self.server().close();
    }
}
