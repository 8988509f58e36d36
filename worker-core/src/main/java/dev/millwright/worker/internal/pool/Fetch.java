package dev.millwright.worker.internal.pool;

import dev.millwright.worker.internal.job.PendingWork;
import dev.millwright.worker.internal.net.Request;
import dev.millwright.worker.internal.platform.SafeLogger;
import dev.millwright.worker.internal.protocol.Reply;
import dev.millwright.worker.internal.protocol.ReplyTooLargeException;
import dev.millwright.worker.internal.pulse.Patience;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** The one FETCH of a lane, sent again and again. Confined to the lane's I/O thread. */
final class Fetch implements Request {
    private static final Logger LOG = SafeLogger.of(Fetch.class);

    private final Lane lane;
    private final Pool pool;
    private final WorkerServices parts;
    private final Patience patience;
    private byte[] command = {};
    private long sentNanos;
    private PendingWork.@Nullable Token token; // of the FETCH under way

    Fetch(Lane lane, Pool pool, WorkerServices parts) {
        this.lane = lane;
        this.pool = pool;
        this.parts = parts;
        this.patience = new Patience(parts.pulse());
    }

    /** To be called before it is sent. */
    void prepare(PendingWork.Token pending, byte[] bytes) {
        token = pending;
        pool.fetchGate().fetching(lane);
        patience.begin();
        command = bytes;
        // Before the command is written: the reservation cannot have begun yet.
        sentNanos = parts.clock().nanoTime();
    }

    /** Just before it was sent. */
    long sentNanos() {
        return sentNanos;
    }

    @Override
    public byte[] command() {
        return command;
    }

    @Override
    public Duration timeout() {
        return Patience.OVERDUE;
    }

    @Override
    public boolean mayBeAbandoned() {
        return patience.isOver();
    }

    @Override
    public void onReply(Reply reply) {
        byte[] json = reply instanceof Reply.Bulk bulk ? bulk.bytes() : null;
        if (!parts.listeners().isEmpty()) {
            Duration waited = Duration.ofNanos(parts.clock().nanoTime() - sentNanos);
            parts.listeners().tell(listener -> listener.onFetched(waited, json != null));
        }
        if (!(reply instanceof Reply.Bulk)) {
            lane.refused(reply, takeToken());
            return;
        }
        pool.fetchGate().answered();
        if (json == null) {
            lane.fetchedNothing(takeToken());
        } else {
            lane.fetched(json, takeToken());
        }
    }

    @Override
    public void onBroken(Throwable cause, boolean mayHaveArrived) {
        if (cause.getCause() instanceof ReplyTooLargeException tooLarge) {
            LOG.warn(
                    "{}: a fetched job of {} bytes is too large for the heap of {} bytes, so that it was not taken in."
                            + " The server keeps it reserved and hands it out again when its reservation runs out, to"
                            + " this worker too: give it more memory, or push a smaller job",
                    lane.name(),
                    tooLarge.bytes(),
                    Runtime.getRuntime().maxMemory());
        } else if (mayHaveArrived) {
            LOG.info(
                    "{}: the connection broke during a FETCH; a job it may have been given comes back when its"
                            + " reservation runs out: {}",
                    lane.name(),
                    cause.getMessage());
        }
        lane.fetchBroken(takeToken());
    }

    /** The FETCH has its reply, or will have none: whoever is told of that ends the token. */
    private PendingWork.Token takeToken() {
        PendingWork.Token taken = Objects.requireNonNull(token, "prepared before it was sent");
        token = null;
        return taken;
    }
}
