package dev.millwright.worker.internal.client;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.millwright.worker.FaktoryAuthenticationException;
import dev.millwright.worker.FaktoryConnectionException;
import dev.millwright.worker.FaktoryException;
import dev.millwright.worker.FaktoryServerException;
import dev.millwright.worker.ServerAddress;
import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.internal.net.ConnectFault;
import dev.millwright.worker.internal.net.Connection;
import dev.millwright.worker.internal.net.Connector;
import dev.millwright.worker.internal.net.loop.IoThread;
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
    /**
     * After so long without a command a connection is proved before it is trusted with one: a load balancer
     * may have forgotten it without a word, and of what is then sent nobody knows whether it arrives.
     */
    private static final Duration IDLE = Duration.ofMinutes(1);

    private final Connector connector;
    private final IoThread thread;
    private final Duration timeout;
    private final WorkerClock clock;
    private final Runnable whenInterrupted;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private @Nullable CompletableFuture<Connection> current;

    @GuardedBy("lock")
    private int underWay; // commands

    @GuardedBy("lock")
    private long lastUsed;

    @GuardedBy("lock")
    private boolean closed;

    /**
     * A connection that is not open yet.
     *
     * @param whenInterrupted run by a caller that was interrupted while it waited; the exception that it gets does
     *     not say to whom the interrupt belongs
     */
    ClientConnection(
            Connector connector, IoThread thread, Duration timeout, WorkerClock clock, Runnable whenInterrupted) {
        this.connector = connector;
        this.thread = thread;
        this.timeout = timeout;
        this.clock = clock;
        this.whenInterrupted = whenInterrupted;
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
        Call call = new Call(command, timeout);
        Reply reply;
        try {
            reply = call(call, deadline);
        } catch (FaktoryException e) {
            if (!call.neverWritten) {
                throw e;
            }
            // The connection was found dead before anything was written: nothing can happen twice.
            reply = call(new Call(command, timeout), deadline);
        }
        if (reply instanceof Reply.Failure failure) {
            throw new FaktoryServerException(failure.code(), failure.message());
        }
        return reply;
    }

    private Reply call(Call call, long deadline) {
        CompletableFuture<Connection> connection = connection();
        try {
            await(connection, connection, deadline, call).send(List.of(call));
            return await(call.reply, connection, deadline, call);
        } finally {
            lock.lock();
            try {
                underWay--;
                lastUsed = clock.nanoTime();
            } finally {
                lock.unlock();
            }
        }
    }

    /** The connection for one command, which counts as under way from now on. */
    private CompletableFuture<Connection> connection() {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the client is closed");
            }
            CompletableFuture<Connection> present = current;
            if (present == null || isOver(present)) {
                present = connect();
            } else if (underWay == 0 && present.isDone() && clock.nanoTime() - lastUsed >= IDLE.toNanos()) {
                present = new IdleCheck(connector.address(), timeout, clock).prove(present.join(), this::connect);
            }
            current = present;
            underWay++;
            return present;
        } finally {
            lock.unlock();
        }
    }

    private CompletableFuture<Connection> connect() {
        return connector.connect(thread).toCompletableFuture();
    }

    private static boolean isOver(CompletableFuture<Connection> connection) {
        if (!connection.isDone()) {
            return false;
        }
        return connection.isCompletedExceptionally() || !connection.join().isOpen();
    }

    private <T> T await(CompletableFuture<T> future, CompletableFuture<Connection> used, long deadline, Call call) {
        boolean sent = future != used;
        try {
            return future.get(Math.max(0, deadline - clock.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            FaktoryConnectionException late = new FaktoryConnectionException(
                    address() + (sent ? " has not answered" : " is not connected") + " within " + timeout.toMillis()
                            + " ms",
                    null,
                    sent);
            // Whatever comes later on this connection could be taken for the reply to something else.
            discard(used, late);
            throw late;
        } catch (InterruptedException e) {
            whenInterrupted.run();
            String fate = sent ? "; the command may have been carried out" : "; the command was not sent";
            throw new FaktoryConnectionException("interrupted while waiting for " + address() + fate, e, sent);
        } catch (ExecutionException e) {
            throw rethrown(e.getCause(), sent && !call.neverWritten);
        }
    }

    /**
     * The same kind of exception anew: one connection's end can be thrown to many callers, and each
     * wants to see its own stack.
     */
    private static RuntimeException rethrown(@Nullable Throwable cause, boolean mayHaveArrived) {
        String message = cause == null ? "unknown" : String.valueOf(cause.getMessage());
        FaktoryException anew;
        if (cause instanceof ConnectFault) {
            return new IllegalStateException(message, cause.getCause());
        } else if (cause instanceof FaktoryAuthenticationException) {
            anew = new FaktoryAuthenticationException(message);
        } else if (cause instanceof FaktoryServerException told) {
            anew = new FaktoryServerException(told.code(), message);
        } else {
            return new FaktoryConnectionException(message, cause, mayHaveArrived);
        }
        anew.initCause(cause);
        return anew;
    }

    /** Gives the connection up, as its replies cannot be trusted any more. Returns what to throw. */
    FaktoryConnectionException discard(String why) {
        FaktoryConnectionException cause = new FaktoryConnectionException(why, null);
        CompletableFuture<Connection> used;
        lock.lock();
        try {
            used = current;
        } finally {
            lock.unlock();
        }
        if (used != null) {
            discard(used, cause);
        }
        return cause;
    }

    /** Gives one connection up; another that was opened since then is left to its callers. */
    private void discard(CompletableFuture<Connection> used, FaktoryConnectionException cause) {
        lock.lock();
        try {
            if (current == used) {
                current = null;
            }
        } finally {
            lock.unlock();
        }
        // For the others who wait on it.
        FaktoryConnectionException givenUp = new FaktoryConnectionException(
                "the connection to " + address() + " was given up: " + cause.getMessage(), cause);
        used.thenAccept(connection -> connection.close(givenUp));
    }

    /** Runs what a caller runs that is interrupted while it waits here. */
    void restoreInterrupt() {
        whenInterrupted.run();
    }

    void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        discard("the client was closed");
    }
}
