package dev.millwright.worker.it.chaos;

import dev.millwright.worker.Mutation;
import dev.millwright.worker.ServerAddress;
import dev.millwright.worker.it.ServerView;
import dev.millwright.worker.it.StockServer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The stock server behind a proxy: the proxy does the faults, and the server is killed and held up. */
final class StockArena implements Arena {
    private static final List<FaultKind> KINDS = List.of(
            FaultKind.DELAY,
            FaultKind.STALL,
            FaultKind.CUT,
            FaultKind.CUT,
            FaultKind.CUT_BEFORE_REPLY,
            FaultKind.CUT_BEFORE_REPLY,
            FaultKind.CUT_MID_REPLY,
            FaultKind.CUT_MID_REPLY,
            FaultKind.CUT_AFTER_REPLY,
            FaultKind.CUT_AFTER_REPLY,
            FaultKind.CUT_ALL,
            FaultKind.REFUSE,
            FaultKind.CRASH,
            FaultKind.PAUSE);

    /** Generous: a MUTATE takes milliseconds. */
    private static final Duration SCHEDULER_SLACK = Duration.ofSeconds(2);

    private final StockServer server = StockServer.start();
    private final Mending mending = new Mending();
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<FaultKind, Integer> struck = new EnumMap<>(FaultKind.class); // guarded by lock
    private boolean troubled; // guarded by lock
    private final List<Instant> kills = new CopyOnWriteArrayList<>();
    private @Nullable TcpProxy opened;

    StockArena() {
        mending.every(Duration.ofMillis(200), this::revive);
    }

    /**
     * Does what systemd would do when the server ends by itself: server 1.10.0 reads its map of queues
     * without a lock for an INFO (storage/redis.go, EachQueue) and ends with "concurrent map iteration and
     * map write" when a queue comes or goes just then. For the workers it is one more crash.
     */
    private void revive() {
        lock.lock();
        try {
            if (!troubled && !server.isRunning()) {
                kill(); // its Redis as well
                server.restart();
                struck.merge(FaultKind.DEATH, 1, Integer::sum);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public InstantSource clock() {
        return InstantSource.system();
    }

    @Override
    public TcpProxy open(WireTap tap) {
        opened = new TcpProxy(server.port(), tap);
        return opened;
    }

    private TcpProxy proxy() {
        if (opened == null) {
            throw new IllegalStateException("open(tap) comes first");
        }
        return opened;
    }

    @Override
    public ServerAddress direct() {
        return ServerAddress.parse("tcp://localhost:" + server.port());
    }

    @Override
    public List<FaultKind> kinds() {
        return KINDS;
    }

    @Override
    public void inject(Fault fault) {
        lock.lock();
        try {
            if (strike(fault)) {
                struck.merge(fault.kind(), 1, Integer::sum);
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean strike(Fault fault) {
        switch (fault.kind()) {
            case DELAY -> {
                proxy().delayAll(fault.length().dividedBy(10));
                mending.after(fault.length(), () -> proxy().delayAll(Duration.ZERO));
            }
            case STALL -> mending.after(fault.length(), proxy().stallAll());
            case CUT -> proxy().toOne(fault.choice(), ProxiedConnection::cut);
            case CUT_BEFORE_REPLY -> onNextReply(fault, ProxiedConnection.Next.DROP_AND_CUT);
            case CUT_MID_REPLY -> onNextReply(fault, ProxiedConnection.Next.HALVE_AND_CUT);
            case CUT_AFTER_REPLY -> onNextReply(fault, ProxiedConnection.Next.PASS_AND_CUT);
            case CUT_ALL -> proxy().cutAll();
            case REFUSE -> {
                proxy().refuse(true);
                mending.after(fault.length(), () -> proxy().refuse(false));
            }
            // The server's process is in one trouble at a time.
            case CRASH -> {
                return trouble(fault.length(), this::kill, server::restart);
            }
            case PAUSE -> {
                return trouble(fault.length(), server::pauseRedis, server::continueRedis);
            }
            default -> throw new IllegalArgumentException("not on this server: " + fault);
        }
        return true;
    }

    private void kill() {
        server.kill();
        kills.add(Instant.now());
    }

    private void onNextReply(Fault fault, ProxiedConnection.Next what) {
        proxy().toOne(fault.choice(), connection -> connection.onNextReply(what));
    }

    private boolean trouble(Duration length, Runnable begin, Runnable end) {
        if (troubled) {
            return false;
        }
        troubled = true;
        begin.run();
        mending.after(length, () -> {
            lock.lock();
            try {
                end.run();
                troubled = false;
            } finally {
                lock.unlock();
            }
        });
        return true;
    }

    @Override
    public void calm() {
        mending.now();
        proxy().disarm();
    }

    /**
     * Server 1.10.0 requeues a job by pushing it and then removing it from its set (server/mutate.go), while
     * its own scheduler, every 5 s, removes those that are due and then pushes them: a job that both find is
     * queued twice. So those that are due, or nearly, are left to the scheduler.
     */
    @Override
    public List<String> later(Mutation.Target set) {
        Instant nearlyDue = Instant.now().plus(SCHEDULER_SLACK);
        try (ServerView view = new ServerView(server)) {
            boolean retries = set == Mutation.Target.RETRIES;
            String due = retries ? "/failure/next_at" : "/at";
            return (retries ? view.retries() : view.scheduled())
                    .stream()
                            .filter(job -> Instant.parse(job.at(due).asString()).isAfter(nearlyDue))
                            .map(job -> job.at("/jid").asString())
                            .toList();
        }
    }

    @Override
    public Snapshot snapshot() {
        try (ServerView view = new ServerView(server)) {
            return new Snapshot(
                    Instant.now(),
                    view.queued(JobSpec.QUEUE),
                    jids(view.working(), "/job/jid"),
                    jids(view.retries(), "/jid"),
                    jids(view.scheduled(), "/jid"),
                    jids(view.dead(), "/jid"),
                    List.copyOf(kills));
        }
    }

    private static Set<String> jids(List<JsonNode> jobs, String path) {
        return jobs.stream().map(job -> job.at(path).asString()).collect(Collectors.toSet());
    }

    @Override
    public boolean endReservations(boolean patient) {
        if (patient) {
            Awaitility.await("the end of all reservations")
                    .atMost(JobSpec.RESERVE_FOR.plusSeconds(60))
                    .pollInterval(Duration.ofMillis(500))
                    .until(() -> snapshot().reserved().isEmpty());
        }
        return patient;
    }

    @Override
    public void countFaults(Counts counts) {
        lock.lock();
        try {
            counts.faults.putAll(struck);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        mending.close();
        lock.lock();
        try {
            troubled = true; // it may rest now
        } finally {
            lock.unlock();
        }
        if (opened != null) {
            opened.close();
        }
        server.close();
    }
}
