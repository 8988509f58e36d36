package dev.millwright.worker.fleet;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * A cancel of jobs in a whole group that {@link FleetClient#cancel} has asked for. It goes on whether or not anyone looks, and
 * whatever becomes of the client. Any thread.
 */
public final class FleetCancel {
    private final FleetClient client;
    private final String id;
    private final boolean repeated;

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
        return client.operation(id).orElseThrow();
    }

    /**
     * Has somebody hear how far it is, while {@link #await} waits: at its beginning, when something has changed, and at its
     * end. Called on the thread that waits. What it throws is logged and harms nobody.
     *
     * @param listener hears the newest state there is
     * @return this
     */
    public FleetCancel onProgress(Consumer<FleetOperation> listener) {
        return this;
    }

    /**
     * Waits until every live worker has acknowledged it, or it has ended otherwise. A store that is away meanwhile is
     * waited for, too.
     *
     * @param limit how long at most
     * @return the last look; its state is {@link FleetOperation.State#OPEN} if the limit came first
     * @throws InterruptedException if the calling thread is interrupted
     * @throws FleetException if the store has not answered once within the limit, or has lost the operation
     */
    public FleetOperation await(Duration limit) throws InterruptedException {
        return look();
    }

    /**
     * Ends it before its time. Jobs that are cancelled stay so.
     *
     * @return false if it was over before
     * @throws FleetException if the store is away, or has lost the operation
     */
    public boolean abort() {
        return client.abort(id) == FleetAbort.ABORTED;
    }
}
