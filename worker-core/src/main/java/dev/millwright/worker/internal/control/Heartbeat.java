package dev.millwright.worker.internal.control;

import dev.millwright.worker.FaktoryAuthenticationException;
import dev.millwright.worker.FaktoryConnectionException;
import dev.millwright.worker.JobListener;
import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.internal.net.ConnectFault;
import dev.millwright.worker.internal.net.Connection;
import dev.millwright.worker.internal.net.Connector;
import dev.millwright.worker.internal.net.Link;
import dev.millwright.worker.internal.net.LinkListener;
import dev.millwright.worker.internal.net.Request;
import dev.millwright.worker.internal.net.loop.IoThread;
import dev.millwright.worker.internal.platform.Rss;
import dev.millwright.worker.internal.platform.SafeLogger;
import dev.millwright.worker.internal.protocol.Commands;
import dev.millwright.worker.internal.protocol.Json;
import dev.millwright.worker.internal.protocol.Reply;
import dev.millwright.worker.internal.pulse.ConnectFaults;
import dev.millwright.worker.internal.report.Listeners;
import dev.millwright.worker.internal.report.Outbox;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The connection that is opened first and closed last: it keeps the worker registered, carries BEAT,
 * hears the server's commands, and takes the reports that no lane has taken. As long as it is open the
 * server remembers that this worker is quiet. Callbacks run on its I/O thread; methods on any.
 */
public final class Heartbeat implements LinkListener {
    private static final Logger LOG = SafeLogger.of(Heartbeat.class);

    /** What the server may ask for in its reply to a BEAT. Called on the I/O thread. */
    public interface Orders {
        void quiet();

        void terminate();

        void cancel(String jid);

        /** The {@code current_state} of a BEAT: empty, {@code quiet} or {@code terminate}. */
        String currentState();
    }

    private final String wid;
    private final Duration interval;
    private final WorkerClock clock;
    private final Outbox outbox;
    private final Listeners listeners;
    private final Orders orders;
    private final ConnectFaults faults;
    private final Link link;
    private final CompletableFuture<Void> connected = new CompletableFuture<>();
    private volatile @Nullable Connection connection;
    private volatile @Nullable Throwable lastFailure;
    private volatile boolean closed;
    private volatile @Nullable Long confirmedNanos;
    private volatile WorkerClock.@Nullable Scheduled nextBeat;

    public Heartbeat(
            String wid,
            Duration interval,
            Connector connector,
            IoThread thread,
            WorkerClock clock,
            Outbox outbox,
            Listeners listeners,
            Orders orders,
            ConnectFaults faults) {
        this.wid = wid;
        this.interval = interval;
        this.clock = clock;
        this.outbox = outbox;
        this.listeners = listeners;
        this.orders = orders;
        this.faults = faults;
        this.link = new Link(connector, thread, "heartbeat", clock, this);
        outbox.flushWith(this::flush);
    }

    /**
     * Connects.
     *
     * @return completes at the first connection, or fails if the server refuses the password, or with a
     *     {@link ConnectFault}; other failed attempts are followed by more
     */
    public CompletableFuture<Void> start() {
        link.start();
        scheduleBeat();
        return connected;
    }

    private void scheduleBeat() {
        if (!closed) {
            nextBeat = clock.schedule(
                    () -> {
                        scheduleBeat();
                        link.revive();
                        beat();
                    },
                    interval);
        }
    }

    /** Why the last attempt to connect failed; null if none has. */
    @Nullable
    public Throwable lastFailure() {
        return lastFailure;
    }

    /** How long ago the server confirmed a BEAT; empty before the first time. */
    public Optional<Duration> age() {
        Long confirmed = confirmedNanos;
        return confirmed == null ? Optional.empty() : Optional.of(Duration.ofNanos(clock.nanoTime() - confirmed));
    }

    /** Whether there is a connection to the server now. */
    public boolean isConnected() {
        return connection != null;
    }

    /** Sends a BEAT now. */
    public void beat() {
        trySend(new Beat(Commands.beat(wid, Rss.kilobytes(), orders.currentState())));
    }

    /** Sends a request, unless there is no connection now; then it is told nothing. */
    public boolean trySend(Request request) {
        Connection current = connection;
        if (current == null) {
            return false;
        }
        current.send(List.of(request));
        return true;
    }

    /** Sends the reports that wait. Without a connection they go on waiting for one. */
    private void flush() {
        Connection current = connection;
        if (current != null) {
            List<Request> batch = new ArrayList<>();
            outbox.drainTo(batch);
            if (!batch.isEmpty()) {
                current.send(batch);
            }
        }
    }

    public void close() {
        closed = true;
        WorkerClock.Scheduled next = nextBeat;
        if (next != null) {
            next.cancel();
        }
        link.close();
        connected.completeExceptionally(new FaktoryConnectionException("stopped while connecting", lastFailure));
    }

    @Override
    public void onConnected(Connection established) {
        connection = established;
        faults.connected();
        if (!connected.complete(null)) {
            LOG.info("connected to the server again");
            listeners.tell(listener -> listener.onReconnected(link.name()));
        }
        // Says at once that a quiet worker is quiet: the server forgets it with the last connection.
        beat();
        flush();
    }

    @Override
    public void onDisconnected(Throwable cause) {
        connection = null;
        LOG.warn("lost the connection to the server, running jobs go on: {}", cause.getMessage());
    }

    @Override
    public void onConnectFailed(Throwable cause) {
        if (connected.isDone()) {
            faults.failed(link.name(), cause);
            LOG.warn("cannot connect to the server, trying again: {}", cause.getMessage());
        } else {
            LOG.info("cannot connect to the server yet: {}", cause.getMessage());
            lastFailure = cause;
            if (cause instanceof FaktoryAuthenticationException || cause instanceof ConnectFault) {
                connected.completeExceptionally(cause);
            }
        }
    }

    private void obey(byte[] json) {
        JsonNode reply;
        try {
            reply = Json.MAPPER.readTree(json);
        } catch (JacksonException e) {
            LOG.warn("the server answered BEAT with what is not JSON: {}", e.getOriginalMessage());
            return;
        }
        for (JsonNode jid : reply.path("cancel")) {
            orders.cancel(jid.asString());
        }
        String state = reply.path("state").asString("");
        if (state.equals("quiet")) {
            orders.quiet();
        } else if (state.equals("terminate")) {
            orders.terminate();
        }
    }

    private final class Beat implements Request {
        private final byte[] command;

        Beat(byte[] command) {
            this.command = command;
        }

        @Override
        public byte[] command() {
            return command;
        }

        @Override
        public void onReply(Reply reply) {
            if (reply instanceof Reply.Failure failure) {
                LOG.warn("the server refused a heartbeat ({}); registering again", failure.message());
                link.restart();
                return;
            }
            confirmedNanos = clock.nanoTime();
            listeners.tell(JobListener::onHeartbeat);
            byte[] json = reply instanceof Reply.Bulk bulk ? bulk.bytes() : null;
            if (json != null) {
                obey(json);
            }
        }

        @Override
        public void onBroken(Throwable cause, boolean mayHaveArrived) {
            LOG.debug("a heartbeat was not answered: {}", cause.getMessage());
        }
    }
}
