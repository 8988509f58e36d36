package dev.millwright.worker.internal.client;

import dev.millwright.worker.FaktoryConnectionException;
import dev.millwright.worker.ServerAddress;
import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.internal.net.Connection;
import dev.millwright.worker.internal.platform.SafeLogger;
import dev.millwright.worker.internal.protocol.Commands;
import dev.millwright.worker.internal.protocol.Commands.QueueVerb;
import dev.millwright.worker.internal.protocol.Reply;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** Proves that a connection which nobody has used for a while still leads to the server. Any thread. */
final class IdleCheck {
    private static final Logger LOG = SafeLogger.of(IdleCheck.class);

    /** A server in good health answers within a millisecond; what is left of the timeout is for a new connection. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /** Changes nothing, and the server looks for it in Redis and not in its map of queues. */
    private static final byte[] HARMLESS = Commands.queue(QueueVerb.LATENCY, List.of("default"));

    private final ServerAddress address;
    private final Duration patience;
    private final WorkerClock clock;

    IdleCheck(ServerAddress address, Duration timeout, WorkerClock clock) {
        this.address = address;
        this.patience = timeout.compareTo(PATIENCE.multipliedBy(2)) < 0 ? timeout.dividedBy(2) : PATIENCE;
        this.clock = clock;
    }

    /**
     * Asks something harmless over an idle connection.
     *
     * @param idle the connection; given up if it does not answer in time
     * @param another opens the one that takes its place
     * @return the one to be used
     */
    CompletableFuture<Connection> prove(Connection idle, Supplier<CompletableFuture<Connection>> another) {
        Call question = new Call(HARMLESS, patience);
        WorkerClock.Scheduled limit = clock.schedule(
                () -> question.reply.completeExceptionally(new FaktoryConnectionException(
                        address + " has not answered over a connection that was idle", null)),
                patience);
        CompletableFuture<Connection> proved = question.reply
                .handle((reply, broken) -> {
                    limit.cancel();
                    return isAlive(reply, broken) ? CompletableFuture.completedFuture(idle) : replace(idle, another);
                })
                .thenCompose(connection -> connection);
        idle.send(List.of(question));
        return proved;
    }

    private boolean isAlive(@Nullable Reply reply, @Nullable Throwable broken) {
        // A server that is shutting down answers with an error and hangs up.
        if (reply instanceof Reply.Bulk) {
            return true;
        }
        LOG.debug(
                "the idle connection to {} is replaced: {}",
                address,
                broken == null ? String.valueOf(reply) : broken.getMessage());
        return false;
    }

    private CompletableFuture<Connection> replace(Connection idle, Supplier<CompletableFuture<Connection>> another) {
        idle.close(new FaktoryConnectionException("the connection to " + address + " was idle and is replaced", null));
        return another.get();
    }
}
