package dev.millwright.worker.testkit;

import dev.millwright.worker.ServerAddress;
import dev.millwright.worker.testkit.internal.server.Engine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * A Faktory server in this process, for development and tests: it speaks the protocol of Faktory
 * 1.10.0 on a real TCP port, but keeps everything in memory, gives each connection a thread, and
 * forgets all when it is closed. Not for production.
 *
 * <pre>{@code
 * try (DevServer server = DevServer.start()) {
 *     Worker worker = Worker.builder().server(server.address())...
 *     String jid = server.push("greet", "world");
 *     server.awaitIdle();
 * }
 * }</pre>
 *
 * <p>It also has CANCEL, which stock servers do not; see {@link DevServerBuilder#stockCommandsOnly()}. What it
 * is told to do wrong is in {@link #faults()}. With a {@link ManualClock} all its time (reservations,
 * back-off, the two seconds of a FETCH) passes only when the test says so. The waiting methods of
 * this class wait in real time and are woken by each change.
 *
 * <p>For use by any thread.
 */
public final class DevServer implements AutoCloseable {
    /** How long the waiting methods wait when they are not told: 10 seconds of real time. */
    public static final Duration DEFAULT_LIMIT = Duration.ofSeconds(10);

    private static final int FAKTORYS_RETRY = 25;

    private final Engine engine;
    private final String password;
    private final boolean tls;

    DevServer(DevServerBuilder builder) throws IOException {
        Engine.Settings settings = builder.settings();
        this.password = settings.password();
        this.tls = settings.tls() != null;
        this.engine = Engine.start(settings);
    }

    /**
     * Starts a server on any free port of the loopback interface.
     *
     * @return the server, ready for connections
     */
    public static DevServer start() {
        return builder().start();
    }

    /**
     * Begins a server.
     *
     * @return a builder that holds the defaults
     */
    public static DevServerBuilder builder() {
        return new DevServerBuilder();
    }

    /**
     * Where to connect to.
     *
     * @return for instance {@code tcp://:secret@127.0.0.1:34567}; holds the password
     */
    public String url() {
        String user = password.isEmpty() ? "" : ":" + percentEncoded(password) + "@";
        return (tls ? "tcp+tls://" : "tcp://") + user + "127.0.0.1:" + port();
    }

    /**
     * Where to connect to, as the builder of a worker and the clients take it.
     *
     * @return {@link #url()}, read
     */
    public ServerAddress address() {
        return ServerAddress.parse(url());
    }

    private static String percentEncoded(String text) {
        // URLEncoder writes a space as a plus sign, which only forms read back as a space.
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /**
     * The TCP port.
     *
     * @return the same over the server's whole life, restarts included
     */
    public int port() {
        return engine.port();
    }

    /**
     * What the server is to do wrong.
     *
     * @return the faults of this server
     */
    public Faults faults() {
        return engine.faults();
    }

    /**
     * Pushes a job to the queue {@code default}, with 25 retries.
     *
     * @param jobtype names the function that runs it
     * @param args whatever Jackson can write as JSON
     * @return the job's id
     */
    public String push(String jobtype, @Nullable Object... args) {
        return pushTo("default", jobtype, args);
    }

    /**
     * Pushes a job to a queue, with 25 retries.
     *
     * @param queue the queue
     * @param jobtype names the function that runs it
     * @param args whatever Jackson can write as JSON
     * @return the job's id
     */
    public String pushTo(String queue, String jobtype, @Nullable Object... args) {
        String jid = UUID.randomUUID().toString();
        Map<String, Object> job = new LinkedHashMap<>();
        job.put("jid", jid);
        job.put("jobtype", jobtype);
        job.put("queue", queue);
        // Said plainly, as the server's default depends on what was pushed before.
        job.put("retry", FAKTORYS_RETRY);
        job.put("args", Arrays.asList(args));
        pushJson(JsonMapper.shared().writeValueAsString(job));
        return jid;
    }

    /**
     * Pushes a job that is written out, as the command PUSHB does: its {@code retry} does not become
     * the default of later jobs.
     *
     * @param job the job as JSON
     * @throws IllegalArgumentException if the server refuses it; the message says why
     */
    public void pushJson(String job) {
        engine.push(job);
    }

    /**
     * The sizes of the queues.
     *
     * @return by name; empty queues that were used before are in it too
     */
    public Map<String, Integer> queueSizes() {
        return engine.inspect().queueSizes();
    }

    /**
     * The jobs of a queue.
     *
     * @param name the queue
     * @return the next one first; empty if there is no such queue
     */
    public List<StoredJob> queue(String name) {
        return engine.inspect().queue(name);
    }

    /**
     * The jobs that workers hold.
     *
     * @return in the order in which they were fetched
     */
    public List<ReservedJob> working() {
        return engine.inspect().working();
    }

    /**
     * The jobs that are to run later.
     *
     * @return the next one first
     */
    public List<StoredJob> scheduled() {
        return engine.inspect().scheduled();
    }

    /**
     * The jobs that failed and will be tried again.
     *
     * @return the next one first
     */
    public List<StoredJob> retries() {
        return engine.inspect().retries();
    }

    /**
     * The jobs that failed for good.
     *
     * @return the one that will be forgotten next first
     */
    public List<StoredJob> dead() {
        return engine.inspect().dead();
    }

    /**
     * The workers that are connected.
     *
     * @return by wid
     */
    public List<ConnectedWorker> workers() {
        return engine.inspect().workers();
    }

    /**
     * How many jobs were reported, ACK and FAIL alike, as INFO counts them.
     *
     * @return since the start or the last FLUSH
     */
    public long processed() {
        return engine.broker().read(engine.broker().store()::processed);
    }

    /**
     * How many jobs failed, as INFO counts them.
     *
     * @return since the start or the last FLUSH
     */
    public long failures() {
        return engine.broker().read(engine.broker().store()::failures);
    }

    /**
     * How many connections are open and past their handshake.
     *
     * @return zero or more
     */
    public int connections() {
        return engine.connections();
    }

    /**
     * How many FETCHes are waiting for a job now.
     *
     * @return zero or more
     */
    public int blockedFetches() {
        return engine.broker().blockedFetches();
    }

    /**
     * Answers all FETCHes that are waiting now with nil, as if their two seconds were over. So that a
     * worker which is stopping need not be waited for.
     */
    public void endFetches() {
        engine.broker().endFetches();
    }

    /**
     * The commands that came in, from all connections.
     *
     * @return in the order in which they came; only the last ones, see
     *     {@link DevServerBuilder#recordedCommands(int)}
     */
    public List<RecordedCommand> commands() {
        return engine.log().all();
    }

    /**
     * The commands of one verb that came in, from all connections.
     *
     * @param verb for instance {@code FAIL}
     * @return in the order in which they came
     */
    public List<RecordedCommand> commands(String verb) {
        return engine.log().of(verb);
    }

    /**
     * Has a worker told to fetch no more, in the reply to its next BEAT.
     *
     * @param wid the worker
     * @throws IllegalArgumentException if it is not connected
     */
    public void quiet(String wid) {
        engine.signal(wid, ConnectedWorker.State.QUIET);
    }

    /**
     * Has a worker told to exit, in the reply to its next BEAT.
     *
     * @param wid the worker
     * @throws IllegalArgumentException if it is not connected
     */
    public void terminate(String wid) {
        engine.signal(wid, ConnectedWorker.State.TERMINATE);
    }

    /**
     * Has a job cancelled, as the command CANCEL does: its worker is told in the replies to its BEATs.
     *
     * @param jid the job
     * @return whether a connected worker holds it
     */
    public boolean cancel(String jid) {
        return engine.cancel(jid);
    }

    /**
     * Waits until no job is queued or held by a worker. Scheduled jobs and retries do not count.
     *
     * @throws AssertionError if it takes longer than 10 seconds
     */
    public void awaitIdle() {
        awaitIdle(DEFAULT_LIMIT);
    }

    /**
     * Waits until no job is queued or held by a worker. Scheduled jobs and retries do not count.
     *
     * @param limit how long to wait at most
     * @throws AssertionError if it takes longer
     */
    public void awaitIdle(Duration limit) {
        await("no job queued or held", server -> server.isIdle(), limit);
    }

    private boolean isIdle() {
        return working().isEmpty() && queueSizes().values().stream().allMatch(size -> size == 0);
    }

    /**
     * Waits until something is so; looked at after each change of the server's state.
     *
     * @param what what is awaited, for the message of the error
     * @param condition looks at the server; must not block
     * @throws AssertionError if it is not so within 10 seconds; the message shows the server's state
     */
    public void await(String what, Predicate<DevServer> condition) {
        await(what, condition, DEFAULT_LIMIT);
    }

    /**
     * Waits until something is so; looked at after each change of the server's state.
     *
     * @param what what is awaited, for the message of the error
     * @param condition looks at the server; must not block
     * @param limit how long to wait at most
     * @throws AssertionError if it is not so in time; the message shows the server's state
     */
    public void await(String what, Predicate<DevServer> condition, Duration limit) {
        engine.await(what, () -> condition.test(this), limit);
    }

    /**
     * Waits for the first command of a verb, unless it has come already.
     *
     * @param verb for instance {@code FAIL}
     * @return the command; it may not have been handled yet
     * @throws AssertionError if it does not come within 10 seconds
     */
    public RecordedCommand awaitCommand(String verb) {
        return awaitCommand(verb, 1, DEFAULT_LIMIT);
    }

    /**
     * Waits for the nth command of a verb, unless it has come already.
     *
     * @param verb for instance {@code FAIL}
     * @param nth 1 for the first one since the server started
     * @param limit how long to wait at most
     * @return the command; it may not have been handled yet
     * @throws AssertionError if it does not come in time
     */
    public RecordedCommand awaitCommand(String verb, int nth, Duration limit) {
        await(verb + " number " + nth, server -> server.commands(verb).size() >= nth, limit);
        return commands(verb).get(nth - 1);
    }

    /**
     * Breaks all connections. New ones are taken.
     */
    public void disconnectAll() {
        engine.disconnectAll();
    }

    /**
     * Takes no new connections any more: they are refused as if no server were there. Those that are
     * open stay.
     */
    public void refuseConnections() {
        engine.refuseConnections();
    }

    /**
     * Takes new connections again, on the same port.
     *
     * @throws UncheckedIOException if another process has taken the port meanwhile
     * @throws IllegalStateException if this server is closed
     */
    public void acceptConnections() {
        engine.acceptConnections();
    }

    /**
     * Goes down as a server that is killed: all connections break, new ones are refused, and which
     * workers there were is forgotten. Jobs and reservations are kept.
     */
    public void crash() {
        engine.crash();
    }

    /**
     * Comes back after {@link #crash()}, on the same port and with the same jobs.
     *
     * @throws UncheckedIOException if another process has taken the port meanwhile
     * @throws IllegalStateException if this server is closed
     */
    public void restart() {
        engine.restart();
    }

    /**
     * Behaves as a server that is being shut down in good order: no new connections, and on the open
     * ones the next command is answered {@code -ERR shutdown in progress} and the connection closed.
     */
    public void shutDown() {
        engine.shutDown();
    }

    /** Closes all connections and frees the port. A second call has no effect. */
    @Override
    public void close() {
        engine.close();
    }

    /** The address without the password. */
    @Override
    public String toString() {
        return "DevServer[127.0.0.1:" + port() + "]";
    }
}
