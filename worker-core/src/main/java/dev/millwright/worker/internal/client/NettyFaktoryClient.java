package dev.millwright.worker.internal.client;

import dev.millwright.worker.CancelOptions;
import dev.millwright.worker.CancelResult;
import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.FaktoryConnectionException;
import dev.millwright.worker.FaktoryServerException;
import dev.millwright.worker.Job;
import dev.millwright.worker.Mutation;
import dev.millwright.worker.ServerAddress;
import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.internal.net.Connector;
import dev.millwright.worker.internal.net.ThisProcess;
import dev.millwright.worker.internal.net.Transport;
import dev.millwright.worker.internal.net.loop.IoThread;
import dev.millwright.worker.internal.platform.SystemClock;
import dev.millwright.worker.internal.protocol.Commands;
import dev.millwright.worker.internal.protocol.Commands.QueueVerb;
import dev.millwright.worker.internal.protocol.Json;
import dev.millwright.worker.internal.protocol.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.function.IntConsumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/** The client: makes commands of calls, and values of replies. Any thread. */
public final class NettyFaktoryClient implements FaktoryClient {
    private final WorkerClock clock;
    private final ClientConnection connection;
    private final Runnable afterClose;

    private NettyFaktoryClient(WorkerClock clock, ClientConnection connection, Runnable afterClose) {
        this.clock = clock;
        this.connection = connection;
        this.afterClose = afterClose;
    }

    /**
     * A client with an I/O thread of its own, {@code millwright-client}.
     *
     * @param address where the server is
     * @param timeout how long each command may take, connecting included
     */
    public static FaktoryClient open(ServerAddress address, Duration timeout) {
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(timeout, "timeout");
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("the client's timeout must be positive, not " + timeout);
        }
        WorkerClock clock = SystemClock.owned(WorkerClock.system());
        Transport transport = Transport.create(clock);
        Connector connector = new Connector(transport, address, ThisProcess.producer(), clock);
        IoThread thread = transport.newThread("millwright-client");
        ClientConnection connection = new ClientConnection(
                connector, thread, timeout, clock, () -> Thread.currentThread().interrupt());
        return new NettyFaktoryClient(clock, connection, () -> {
            transport.close();
            SystemClock.close(clock);
        });
    }

    /**
     * A client on somebody else's I/O thread, which outlives it.
     *
     * @param connector how to connect
     * @param thread serves the connection
     * @param timeout how long each command may take, connecting included
     * @param clock what time it is
     * @param whenInterrupted run by a caller that was interrupted while it waited, before it gets an exception:
     *     puts the interrupt back, unless that has done its work
     */
    public static FaktoryClient shared(
            Connector connector, IoThread thread, Duration timeout, WorkerClock clock, Runnable whenInterrupted) {
        ClientConnection connection = new ClientConnection(connector, thread, timeout, clock, whenInterrupted);
        return new NettyFaktoryClient(clock, connection, () -> {});
    }

    @Override
    public String push(Job job) {
        expectOk(Commands.push(Objects.requireNonNull(job, "job"), clock.instant()));
        return job.jid();
    }

    @Override
    public Map<String, String> pushBulk(Collection<Job> jobs) {
        return pushBulk(jobs, answered -> {});
    }

    @Override
    public Map<String, String> pushBulk(Collection<Job> jobs, IntConsumer progress) {
        return new BulkPush(this::pushSlice, progress).push(copyOf("job", jobs), clock.instant());
    }

    private Map<String, String> pushSlice(List<byte[]> encodedJobs) {
        Map<String, String> refused = new LinkedHashMap<>();
        expectJson(Commands.pushBulk(encodedJobs)).forEachEntry((jid, reason) -> refused.put(jid, reason.asString()));
        return refused;
    }

    @Override
    public ObjectNode info() {
        return expectJson(Commands.info());
    }

    @Override
    public void pauseQueues(String... queues) {
        expectOk(Commands.queue(QueueVerb.PAUSE, List.of(queues)));
    }

    @Override
    public void resumeQueues(String... queues) {
        expectOk(Commands.queue(QueueVerb.RESUME, List.of(queues)));
    }

    @Override
    public void removeQueues(String... queues) {
        expectOk(Commands.queue(QueueVerb.REMOVE, List.of(queues)));
    }

    @Override
    public Map<String, Duration> queueLatency(String... queues) {
        Map<String, Duration> latencies = new LinkedHashMap<>();
        expectJson(Commands.queue(QueueVerb.LATENCY, List.of(queues)))
                .forEachEntry((queue, seconds) -> latencies.put(queue, duration(seconds.asDouble(0))));
        return latencies;
    }

    private static Duration duration(double seconds) {
        return Duration.ofNanos(Math.round(seconds * 1e9));
    }

    @Override
    public void mutate(Mutation mutation) {
        expectOk(Commands.mutate(mutation));
    }

    @Override
    public Map<String, CancelResult> cancel(Collection<String> jids, CancelOptions options) {
        List<String> all = copyOf("jid", jids);
        Objects.requireNonNull(options, "options");
        return all.isEmpty() ? Map.of() : new Cancellation(this, clock, options).cancel(all);
    }

    private static <T> List<T> copyOf(String what, Collection<T> values) {
        List<T> all = new ArrayList<>(Objects.requireNonNull(values, what + "s"));
        all.forEach(value -> Objects.requireNonNull(value, what));
        return all;
    }

    /** CANCEL: how many of the jobs a worker holds; empty if the server cannot be told so. */
    OptionalLong serverCancel(Collection<String> jids) {
        try {
            return connection.call(Commands.cancel(jids)) instanceof Reply.Int found
                    ? OptionalLong.of(found.value())
                    : OptionalLong.empty();
        } catch (FaktoryServerException | IllegalArgumentException e) {
            // A stock server, or a jid that the command cannot carry: there is another way.
            return OptionalLong.empty();
        }
    }

    /** For a caller that has been interrupted and has finished what could not be left halfway. */
    void restoreInterrupt() {
        connection.restoreInterrupt();
    }

    @Override
    public void flush() {
        expectOk(Commands.flush());
    }

    @Override
    public ServerAddress address() {
        return connection.address();
    }

    @Override
    public void close() {
        connection.close();
        afterClose.run();
    }

    private void expectOk(byte[] command) {
        Reply reply = connection.call(command);
        if (!reply.isOk()) {
            throw unexpected("+OK");
        }
    }

    private ObjectNode expectJson(byte[] command) {
        Reply reply = connection.call(command);
        if (reply instanceof Reply.Bulk bulk && bulk.bytes() != null) {
            try {
                if (Json.MAPPER.readTree(bulk.bytes()) instanceof ObjectNode object) {
                    return object;
                }
            } catch (JacksonException e) {
                throw unexpected("JSON");
            }
        }
        throw unexpected("a JSON object");
    }

    private FaktoryConnectionException unexpected(String expected) {
        return connection.discard(address() + " sent another reply than the expected " + expected);
    }
}
