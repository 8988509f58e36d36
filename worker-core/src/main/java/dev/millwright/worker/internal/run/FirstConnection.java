package dev.millwright.worker.internal.run;

import dev.millwright.worker.FaktoryConnectionException;
import dev.millwright.worker.FaktoryException;
import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.internal.config.WorkerSettings;
import dev.millwright.worker.internal.control.Heartbeat;
import dev.millwright.worker.internal.net.ConnectFault;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Waits for the first connection of a worker that starts. Stateless; blocks the calling thread. */
final class FirstConnection {
    private FirstConnection() {}

    /**
     * Connects, and goes on trying until the startup timeout.
     *
     * @throws FaktoryException if the server is not reached in time, or refuses the password
     * @throws IllegalStateException for what is neither the server's fault nor the network's
     */
    static void await(Heartbeat heartbeat, WorkerClock clock, WorkerSettings settings) {
        CompletableFuture<Void> connected = heartbeat.start();
        WorkerClock.Scheduled limit = clock.schedule(
                () -> connected.completeExceptionally(notReached(settings, heartbeat.lastFailure())),
                settings.startupTimeout());
        try {
            connected.get();
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FaktoryConnectionException("interrupted while connecting to " + settings.server(), e);
        } finally {
            limit.cancel();
        }
    }

    private static RuntimeException failure(@Nullable Throwable cause) {
        if (cause instanceof ConnectFault fault) {
            return new IllegalStateException(fault.getMessage(), fault.getCause());
        }
        return cause instanceof FaktoryException known ? known : new FaktoryConnectionException("cannot start", cause);
    }

    private static FaktoryConnectionException notReached(WorkerSettings settings, @Nullable Throwable last) {
        String why = last == null ? "no connection to " + settings.server() : String.valueOf(last.getMessage());
        return new FaktoryConnectionException(
                why + " (gave up after " + settings.startupTimeout().toMillis() + " ms)", last);
    }
}
