package dev.millwright.worker.fleet;

import dev.millwright.worker.WorkerClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cancel of jobs in a whole group that {@link FleetClient#cancel} has asked for. It goes on whether or not anyone looks, and
 * whatever becomes of the client. Any thread.
 */
public final class FleetCancel {
    private static final Logger LOG = LoggerFactory.getLogger(FleetCancel.class);

    /** Between two looks of who waits. */
    private static final Duration LOOK = Duration.ofMillis(100);

    /** Between two of who has waited for long: others ask the store, too. */
    private static final Duration LATER_LOOK = Duration.ofMillis(500);

    private static final int LOOKS_UNTIL_LATER = 50;

    private final FleetClient client;
    private final String id;
    private final boolean repeated;
    private final List<Consumer<FleetOperation>> listeners = new CopyOnWriteArrayList<>();

    FleetCancel(FleetClient client, String id, boolean repeated) {
        this.client = client;
        this.id = id;
        this.repeated = repeated;
    }

    /**
     * What it is called.
     *
     * @return the id that was given, or was made up
     */
    public String id() {
        return id;
    }

    /**
     * Whether it was there before: the same id, with the same filter.
     *
     * @return false if this call has opened it
     */
    public boolean repeated() {
        return repeated;
    }

    /**
     * How far it is. Asks the store.
     *
     * @return what the workers have written so far
     * @throws FleetException if the store is away, or has lost the operation
     */
    public FleetOperation look() {
        return client.operation(id).orElseThrow(this::lost);
    }

    private FleetException lost() {
        return new Lost("the fleet's store has lost operation " + id + ": workers that had heard of it go on with it,"
                + " others never will; cancel again under another id");
    }

    /** There is nothing to be waited for. */
    private static final class Lost extends FleetException {
        private static final long serialVersionUID = 1;

        Lost(String message) {
            super(message, null);
        }
    }

    /**
     * Has somebody hear how far it is, while {@link #await} waits: at its beginning, when something has changed, and at its
     * end. Called on the thread that waits. What it throws is logged and harms nobody.
     *
     * @param listener hears the newest state there is
     * @return this
     */
    public FleetCancel onProgress(Consumer<FleetOperation> listener) {
        listeners.add(listener);
        return this;
    }

    /**
     * Waits until every live worker has acknowledged it, or it has ended otherwise. A store that is away meanwhile is
     * waited for, too.
     *
     * @param limit how long at most, in real time; a store that does not answer can make it some seconds more
     * @return the last look; its state is {@link FleetOperation.State#OPEN} if the limit came first
     * @throws InterruptedException if the calling thread is interrupted
     * @throws FleetException if the store has not answered once within the limit, or has lost the operation
     */
    public FleetOperation await(Duration limit) throws InterruptedException {
        WorkerClock clock = WorkerClock.system();
        long began = clock.nanoTime();
        FleetOperation last = null;
        for (int looks = 0; ; looks++) {
            FleetException failure = null;
            try {
                FleetOperation now = look();
                if (!now.equals(last)) {
                    tell(now);
                }
                last = now;
                if (now.state() != FleetOperation.State.OPEN) {
                    return now;
                }
            } catch (Lost e) {
                throw e;
            } catch (FleetException e) {
                failure = e;
            }
            Duration left = limit.minusNanos(clock.nanoTime() - began);
            if (left.isNegative() || left.isZero()) {
                return last(last, failure);
            }
            Duration pause = looks < LOOKS_UNTIL_LATER ? LOOK : LATER_LOOK;
            TimeUnit.NANOSECONDS.sleep((left.compareTo(pause) < 0 ? left : pause).toNanos());
        }
    }

    private static FleetOperation last(@Nullable FleetOperation last, @Nullable FleetException failure) {
        if (last == null) {
            throw failure == null ? new FleetException("the fleet's store has not answered", null) : failure;
        }
        return last;
    }

    private void tell(FleetOperation now) {
        for (Consumer<FleetOperation> listener : listeners) {
            try {
                listener.accept(now);
            } catch (Throwable e) {
                LOG.warn("a listener to the progress of operation {} failed, which is its own bug", id, e);
            }
        }
    }

    /**
     * Ends it before its time. Jobs that are cancelled stay so.
     *
     * @return false if it was over before
     * @throws FleetException if the store is away, or has lost the operation
     */
    public boolean abort() {
        FleetAbort result = client.abort(id);
        if (result == FleetAbort.UNKNOWN) {
            throw lost();
        }
        return result == FleetAbort.ABORTED;
    }
}
