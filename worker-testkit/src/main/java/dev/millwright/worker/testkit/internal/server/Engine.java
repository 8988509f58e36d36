package dev.millwright.worker.testkit.internal.server;

import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.testkit.ConnectedWorker;
import dev.millwright.worker.testkit.Faults;
import dev.millwright.worker.testkit.internal.faults.FaultBook;
import dev.millwright.worker.testkit.internal.json.InvalidJson;
import dev.millwright.worker.testkit.internal.net.CommandLog;
import dev.millwright.worker.testkit.internal.net.Listener;
import dev.millwright.worker.testkit.internal.net.ServerContext;
import dev.millwright.worker.testkit.internal.protocol.CommandTable;
import dev.millwright.worker.testkit.internal.protocol.ServerStats;
import dev.millwright.worker.testkit.internal.store.Broker;
import dev.millwright.worker.testkit.internal.store.Cancellations;
import dev.millwright.worker.testkit.internal.store.Housekeeping;
import dev.millwright.worker.testkit.internal.store.Inspection;
import dev.millwright.worker.testkit.internal.store.JobRecord;
import dev.millwright.worker.testkit.internal.store.Refused;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** All parts of one server, and its ups and downs. For use by any thread. */
public final class Engine {
    /** What a server is started with; see DevServerBuilder. */
    public record Settings(
            int port,
            String password,
            @Nullable SSLContext tls,
            WorkerClock clock,
            Duration fetchWait,
            int maxConnections,
            int recordedCommands,
            int bulkLimit,
            boolean strandOnDisconnect,
            boolean cancel) {}

    /** Guards the ups and downs; never taken by the threads of connections. */
    private final ReentrantLock lifecycle = new ReentrantLock();

    private final Broker broker;
    private final Inspection inspection;
    private final Housekeeping housekeeping;
    private final ServerStats stats;
    private final CommandLog log;
    private final FaultBook faults;
    private final Listener listener;
    private final int port;
    private boolean closed;

    private Engine(Settings settings) throws IOException {
        broker = new Broker(settings.clock(), settings.fetchWait(), RandomGenerator.getDefault());
        inspection = new Inspection(broker);
        housekeeping = new Housekeeping(broker);
        stats = new ServerStats(settings.clock().instant());
        log = new CommandLog(broker, settings.recordedCommands());
        faults = new FaultBook(broker);
        CommandTable commands = new CommandTable(
                broker, housekeeping, stats, settings.bulkLimit(), settings.strandOnDisconnect(), settings.cancel());
        SSLContext tls = settings.tls();
        ServerContext context = new ServerContext(
                broker,
                commands,
                log,
                faults,
                stats,
                settings.password(),
                tls == null ? null : tls.getSocketFactory(),
                settings.maxConnections());
        listener = new Listener(context);
        port = listener.open(loopback(), settings.port());
    }

    /** Always the one of IPv4, as the server's URL names it. */
    private static InetAddress loopback() throws IOException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    }

    public static Engine start(Settings settings) throws IOException {
        Engine engine = new Engine(settings);
        engine.housekeeping.start();
        return engine;
    }

    public int port() {
        return port;
    }

    public Broker broker() {
        return broker;
    }

    public Inspection inspect() {
        return inspection;
    }

    public CommandLog log() {
        return log;
    }

    public Faults faults() {
        return faults;
    }

    public int connections() {
        return stats.connections();
    }

    public void push(String json) {
        try {
            JobRecord job = JobRecord.read(json);
            broker.write(() -> broker.store().push(job));
        } catch (InvalidJson | Refused e) {
            throw new IllegalArgumentException("the server refuses this job: " + e.getMessage(), e);
        }
    }

    public void signal(String wid, ConnectedWorker.State state) {
        boolean[] known = new boolean[1];
        broker.write(() -> known[0] = broker.workers().signal(wid, state));
        if (!known[0]) {
            throw new IllegalArgumentException("no worker " + wid + " is connected, only "
                    + inspection.workers().stream().map(ConnectedWorker::wid).toList());
        }
    }

    public boolean cancel(String jid) {
        int[] count = new int[1];
        broker.write(() -> count[0] = Cancellations.mark(broker, List.of(jid)));
        return count[0] == 1;
    }

    public void await(String what, BooleanSupplier condition, Duration limit) {
        try {
            if (!broker.await(condition, limit)) {
                throw new AssertionError("not within " + limit.toMillis() + " ms: " + what + "\n" + describe());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for: " + what, e);
        }
    }

    private String describe() {
        List<?> commands = log.all();
        return "queues " + inspection.queueSizes()
                + ", sets " + inspection.setSizes()
                + ", workers " + inspection.workers()
                + ", last commands " + commands.subList(Math.max(0, commands.size() - 20), commands.size());
    }

    public void disconnectAll() {
        listener.closeConnections();
    }

    public void refuseConnections() {
        locked(listener::close);
    }

    public void acceptConnections() {
        locked(this::open);
    }

    private void open() {
        if (closed) {
            throw new IllegalStateException("this server is closed: start a new one");
        }
        listener.close();
        try {
            listener.open(loopback(), port);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on port " + port + " again: " + e.getMessage(), e);
        }
    }

    public void crash() {
        locked(this::goDown);
    }

    private void goDown() {
        listener.close();
        housekeeping.stop();
        listener.closeConnections();
        broker.endLife();
        listener.joinConnections();
    }

    public void restart() {
        locked(() -> {
            open();
            housekeeping.stop();
            housekeeping.start();
        });
    }

    public void shutDown() {
        locked(() -> {
            listener.close();
            listener.refuseCommands();
        });
    }

    public void close() {
        locked(() -> {
            if (!closed) {
                closed = true;
                goDown();
            }
        });
    }

    private void locked(Runnable step) {
        lifecycle.lock();
        try {
            step.run();
        } finally {
            lifecycle.unlock();
        }
    }
}
