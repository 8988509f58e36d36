package dev.millwright.worker.internal.pool;

import dev.millwright.worker.internal.job.ActiveJob;
import dev.millwright.worker.internal.job.PendingWork;
import dev.millwright.worker.internal.net.Connection;
import dev.millwright.worker.internal.net.Link;
import dev.millwright.worker.internal.net.LinkListener;
import dev.millwright.worker.internal.net.Request;
import dev.millwright.worker.internal.net.loop.InlineExecutor;
import dev.millwright.worker.internal.platform.SafeLogger;
import dev.millwright.worker.internal.protocol.Reply;
import dev.millwright.worker.internal.report.Report;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * A connection that fetches: takes a slot, sends one FETCH, has the job run, and takes waiting reports
 * along with the next FETCH in one write. Confined to its I/O thread, except where said otherwise.
 *
 * <p>A FETCH under way is never abandoned: its reply is awaited also while the worker stops, as the
 * server would hand the next job to the dead connection and keep it reserved for half an hour.
 */
final class Lane implements LinkListener {
    private static final Logger LOG = SafeLogger.of(Lane.class);

    /** Before the next FETCH after the server has answered one with an error. */
    private static final Duration REFUSED_PAUSE = Duration.ofSeconds(1);

    /** After so many FETCHes in a row that were answered within {@link #QUICK} there are jobs waiting. */
    private static final int BUSY = 8;

    private static final long QUICK = Duration.ofMillis(50).toNanos();

    /** What this lane has of the pool's slots. */
    private enum Slot {
        NONE,
        AWAITED,
        HELD
    }

    private final Pool pool;
    private final WorkerServices parts;
    private final InlineExecutor thread;
    private final Link link;
    private final Fetch fetch;
    private final Launch launch;
    private @Nullable Connection connection;
    private final Runnable granted = this::grantSlot;
    private Slot slot = Slot.NONE;
    private boolean pausing;
    private int quickFetches;
    private boolean connectedBefore;
    private volatile boolean retired; // written on its thread
    private volatile boolean fetching;

    Lane(String name, Pool pool, WorkerServices parts, InlineExecutor thread) {
        this.pool = pool;
        this.parts = parts;
        this.thread = thread;
        this.fetch = new Fetch(this, pool, parts);
        this.launch = new Launch(this, pool, parts.jobs(), thread);
        this.link = new Link(parts.connector(), thread, name, parts.clock(), this);
    }

    /** For logs. Any thread. */
    String name() {
        return link.name();
    }

    /** Any thread. */
    void start() {
        link.start();
    }

    /** Has the lane look whether there is something to do. Any thread. */
    void wake() {
        link.revive();
        thread.execute(() -> next(null));
    }

    /** Has the lane leave as soon as the FETCH that it may have under way is answered, or stay after all. */
    void retire(boolean leave) {
        retired = leave;
        next(null);
    }

    /** Whether it is about to leave. Any thread. */
    boolean isRetired() {
        return retired;
    }

    /** Gives the lane the slot that it waits for. Any thread. */
    private void grantSlot() {
        thread.execute(() -> {
            slot = Slot.HELD;
            next(null);
        });
    }

    /** Whether a FETCH is under way. Any thread. */
    boolean isFetching() {
        return fetching;
    }

    /** Whether its connection is open. Any thread. */
    boolean isConnected() {
        return link.current() != null;
    }

    /** Any thread. */
    void close() {
        link.close();
    }

    @Override
    public void onConnected(Connection established) {
        connection = established;
        if (connectedBefore) {
            LOG.debug("{} is connected again", link.name());
            parts.listeners().tell(listener -> listener.onReconnected(link.name()));
        }
        connectedBefore = true;
        next(null);
    }

    @Override
    public void onDisconnected(Throwable cause) {
        LOG.debug("{} has lost its connection: {}", link.name(), cause.getMessage());
        connection = null;
        releaseSlot();
    }

    @Override
    public void onConnectFailed(Throwable cause) {
        // The heartbeat's connection goes to the same server and says so once for all, unless it is up.
        parts.faults().failed(link.name(), cause);
        LOG.debug("{} cannot connect: {}", link.name(), cause.getMessage());
    }

    /** Sends the report of the job that has just ended, all that wait, and the next FETCH. */
    private void next(@Nullable Report own) {
        assert pool.isQuiet() || thread.isCurrent() : link.name() + " on another thread than its own";
        Connection current = connection;
        // Counted before it looks whether the pool is quiet: a stop that sees nothing under way is right.
        PendingWork.Token token = parts.pending().begin();
        byte[] command = current == null ? null : turn();
        if (current == null || command == null) {
            if (own != null) {
                parts.outbox().add(own);
            }
            if (!fetching) {
                // Of more use to another lane.
                releaseSlot();
                leaveIfTold();
            }
            token.end();
            return;
        }
        List<Request> batch = new ArrayList<>(2);
        if (own != null) {
            parts.outbox().addTo(batch, own);
        }
        parts.outbox().drainTo(batch);
        batch.add(fetch);
        fetching = true;
        fetch.prepare(token, command);
        if (quickFetches >= BUSY) {
            current.sendTogether(batch);
        } else {
            current.send(batch);
        }
    }

    /** The FETCH to be sent now, for which the lane has a slot; null if none may be sent. */
    private byte @Nullable [] turn() {
        if (fetching
                || pausing
                || retired
                || slot == Slot.AWAITED
                || !pool.mayFetch()
                || !pool.fetchGate().isOpen()) {
            return null;
        }
        byte[] command = pool.nextFetch();
        return command != null && haveSlot() ? command : null;
    }

    private void leaveIfTold() {
        if (pool.isQuiet() || retired) {
            link.close();
        }
        if (retired) {
            pool.slots().withdraw(granted);
            pool.lanes().left(this);
        }
    }

    private boolean haveSlot() {
        if (slot == Slot.NONE) {
            slot = Slot.AWAITED; // before it asks: a slot can be granted at once
            if (pool.slots().take(granted)) {
                slot = Slot.HELD;
            }
        }
        return slot == Slot.HELD;
    }

    private void releaseSlot() {
        if (slot == Slot.HELD) {
            slot = Slot.NONE;
            pool.slots().putBack();
        }
    }

    /** The reply to the FETCH is a job. */
    void fetched(byte[] json, PendingWork.Token token) {
        ActiveJob job = parts.jobs().accept(json, pool.name(), fetch.sentNanos());
        // A lane that goes from job to job need not hear at once that the last one's report has arrived.
        quickFetches =
                job != null && job.acceptedNanos() - fetch.sentNanos() < QUICK ? Math.min(quickFetches + 1, BUSY) : 0;
        fetching = false; // after that: until now the job was in nobody's list
        if (job == null) {
            next(null);
            token.end();
            return;
        }
        JobRun run = JobRun.of(job, pool, parts, token);
        if (run == null) {
            next(null);
            return;
        }
        slot = Slot.NONE; // it is the job's now
        if (!launch.begin(run)) {
            next(null);
        }
    }

    /** Goes on without the job that was fetched last. */
    void fetchOn() {
        next(null);
    }

    /** The end of a job that ran on this thread: its slot is the lane's again, its report goes with the next FETCH. */
    void continueWith(JobRun run, @Nullable Report report) {
        if (connection == null || slot != Slot.NONE) {
            run.giveBack(report);
            return;
        }
        if (run.handSlotOn()) {
            slot = Slot.HELD;
        }
        next(report);
        run.token().end();
    }

    /** The reply to the FETCH is that there is no job. */
    void fetchedNothing(PendingWork.Token token) {
        quickFetches = 0;
        fetching = false;
        next(null);
        token.end();
    }

    /** The reply to the FETCH is an error. */
    void refused(Reply reply, PendingWork.Token token) {
        fetching = false;
        pool.fetchGate().refused(this, reply);
        token.end();
        pausing = true;
        parts.clock()
                .schedule(
                        () -> thread.execute(() -> {
                            pausing = false;
                            next(null);
                        }),
                        REFUSED_PAUSE);
        next(null);
    }

    /** There will be no reply to the FETCH. */
    void fetchBroken(PendingWork.Token token) {
        fetching = false;
        pool.fetchGate().broken(this);
        releaseSlot();
        token.end();
    }
}
