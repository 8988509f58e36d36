package dev.millwright.worker.internal.client;

import dev.millwright.worker.FaktoryAuthenticationException;
import dev.millwright.worker.FaktoryConnectionException;
import dev.millwright.worker.FaktoryException;
import dev.millwright.worker.FaktoryServerException;
import dev.millwright.worker.ServerAddress;
import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.internal.net.Connection;
import dev.millwright.worker.internal.net.Connector;
import dev.millwright.worker.internal.net.IoThread;
import dev.millwright.worker.internal.protocol.Reply;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The one connection of a client: opened by the first command, and by the next after it was lost. All
 * callers' commands are pipelined on it. Any thread but its own I/O thread may block here.
 */
final class ClientConnection {
    private final Connector connector;
    private final IoThread thread;
    private final Duration timeout;
    private final WorkerClock clock;
    private final Runnable whenInterrupted;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable CompletableFuture<Connection> current; // guarded by lock
    private boolean closed; // guarded by lock

    /**
     * A connection that is not open yet.
     *
     * @param whenInterrupted run by a caller that was interrupted while it waited; the exception that it gets does
     *     not say to whom the interrupt belongs
     */
    ClientConnection(
            Connector connector, IoThread thread, Duration timeout, WorkerClock clock, Runnable whenInterrupted) {
        this.whenInterrupted = whenInterrupted;
        this.connector = connector;
        this.thread = thread;
        this.timeout = timeout;
        this.clock = clock;
    }

    ServerAddress address() {
        return connector.address();
    }

    /**
     * Sends one command and blocks until it is answered.
     *
     * @return the reply, no error
     * @throws FaktoryServerException for an error reply
     */
    Reply call(byte[] command) {
        if (thread.isCurrent()) {
            throw new IllegalStateException("this thread serves the client's own connection and must not block:"
                    + " call the client from another one");
        }
        long deadline = clock.nanoTime() + timeout.toNanos();
        CompletableFuture<Connection> connection = connection();
        Call call = send(command, connection, deadline);
        Reply reply;
        try {
            reply = await(call.reply, connection, deadline, "has not answered");
        } catch (FaktoryException e) {
            if (!call.neverWritten) {
                throw e;
            }
            // The connection was found dead before anything was written: nothing can happen twice.
            CompletableFuture<Connection> another = connection();
            reply = await(send(command, another, deadline).reply, another, deadline, "has not answered");
        }
        if (reply instanceof Reply.Failure failure) {
            throw new FaktoryServerException(failure.code(), failure.message());
        }
        return reply;
    }

    private Call send(byte[] command, CompletableFuture<Connection> connection, long deadline) {
        Call call = new Call(command, timeout);
        await(connection, connection, deadline, "is not connected").send(List.of(call));
        return call;
    }

    private CompletableFuture<Connection> connection() {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the client is closed");
            }
            CompletableFuture<Connection> present = current;
            if (present == null || isOver(present)) {
                present = connector.connect(thread).toCompletableFuture();
                current = present;
            }
            return present;
        } finally {
            lock.unlock();
        }
    }

    private static boolean isOver(CompletableFuture<Connection> connection) {
        if (!connection.isDone()) {
            return false;
        }
        return connection.isCompletedExceptionally() || !connection.join().isOpen();
    }

    private <T> T await(
            CompletableFuture<T> future, CompletableFuture<Connection> used, long deadline, String problem) {
        try {
            return future.get(Math.max(0, deadline - clock.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            // Whatever comes later on this connection could be taken for the reply to something else.
            discard(used);
            throw new FaktoryConnectionException(
                    address() + " " + problem + " within " + timeout.toMillis() + " ms", null);
        } catch (InterruptedException e) {
            whenInterrupted.run();
            throw new FaktoryConnectionException(
                    "interrupted while waiting for " + address()
                            + (future == used
                                    ? "; the command was not sent"
                                    : "; the command may have been carried out"),
                    e);
        } catch (ExecutionException e) {
            throw rethrown(e.getCause());
        }
    }

    /**
     * The same kind of exception anew: one connection's end can be thrown to many callers, and each
     * wants to see its own stack.
     */
    private static FaktoryException rethrown(@Nullable Throwable cause) {
        String message = cause == null ? "unknown" : String.valueOf(cause.getMessage());
        FaktoryException anew;
        if (cause instanceof FaktoryAuthenticationException) {
            anew = new FaktoryAuthenticationException(message);
        } else if (cause instanceof FaktoryServerException told) {
            anew = new FaktoryServerException(told.code(), message);
        } else {
            return new FaktoryConnectionException(message, cause);
        }
        anew.initCause(cause);
        return anew;
    }

    /** Gives the connection up, as its replies cannot be trusted any more. Returns what to throw. */
    FaktoryConnectionException discard(String why) {
        CompletableFuture<Connection> used;
        lock.lock();
        try {
            used = current;
        } finally {
            lock.unlock();
        }
        if (used != null) {
            discard(used);
        }
        return new FaktoryConnectionException(why, null);
    }

    /** Gives one connection up; another that was opened since then is left to its callers. */
    private void discard(CompletableFuture<Connection> used) {
        lock.lock();
        try {
            if (current == used) {
                current = null;
            }
        } finally {
            lock.unlock();
        }
        used.thenAccept(Connection::close);
    }

    void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        discard("closed");
    }
}
