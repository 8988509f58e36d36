package dev.millwright.worker.it.chaos;

import dev.millwright.worker.Mutation;
import dev.millwright.worker.ServerAddress;
import dev.millwright.worker.testkit.DevServer;
import dev.millwright.worker.testkit.Fault;
import dev.millwright.worker.testkit.Faults;
import dev.millwright.worker.testkit.ManualClock;
import dev.millwright.worker.testkit.ReservedJob;
import dev.millwright.worker.testkit.StoredJob;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The embedded server, with faults of its own. Its clock goes with the real time, except that reservations
 * can be made to end at once.
 */
final class DevArena implements Arena {
    private static final List<FaultKind> KINDS = List.of(
            FaultKind.DELAY,
            FaultKind.DELAY_REPLY,
            FaultKind.STALL,
            FaultKind.STALL_REPLY,
            FaultKind.CUT,
            FaultKind.CUT_BEFORE_REPLY,
            FaultKind.CUT_MID_REPLY,
            FaultKind.CUT_AFTER_REPLY,
            FaultKind.CUT_ALL,
            FaultKind.SPLIT_REPLY,
            FaultKind.ERROR,
            FaultKind.GARBAGE,
            FaultKind.REFUSE,
            FaultKind.CRASH);

    private static final int TICK_MILLIS = 5;

    private final ManualClock clock = new ManualClock(Instant.now());
    private final ScheduledThreadPoolExecutor ticker = new ScheduledThreadPoolExecutor(1);
    private final DevServer server;
    private final Mending mending = new Mending();
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<FaultKind, List<Fault>> single = new EnumMap<>(FaultKind.class); // guarded by lock
    private final Map<FaultKind, Integer> whole = new EnumMap<>(FaultKind.class); // guarded by lock
    private boolean down; // guarded by lock
    private @Nullable TcpProxy proxy;

    DevArena() {
        server = DevServer.builder().clock(clock).recordedCommands(0).start();
        long[] last = {System.nanoTime()};
        ticker.scheduleAtFixedRate(
                () -> {
                    long now = System.nanoTime();
                    clock.advance(Duration.ofNanos(now - last[0]));
                    last[0] = now;
                },
                TICK_MILLIS,
                TICK_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    @Override
    public InstantSource clock() {
        return clock;
    }

    @Override
    public TcpProxy open(WireTap tap) {
        proxy = new TcpProxy(server.port(), tap);
        return proxy;
    }

    @Override
    public ServerAddress direct() {
        return ServerAddress.parse(server.url());
    }

    @Override
    public List<FaultKind> kinds() {
        return KINDS;
    }

    @Override
    public void inject(dev.millwright.worker.it.chaos.Fault fault) {
        lock.lock();
        try {
            switch (fault.kind()) {
                case CUT_ALL -> {
                    server.disconnectAll();
                    whole.merge(fault.kind(), 1, Integer::sum);
                }
                case REFUSE -> goDown(fault, server::refuseConnections, server::acceptConnections);
                case CRASH -> goDown(fault, server::crash, server::restart);
                default ->
                    single.computeIfAbsent(fault.kind(), kind -> new ArrayList<>())
                            .add(strike(fault));
            }
        } finally {
            lock.unlock();
        }
    }

    private void goDown(dev.millwright.worker.it.chaos.Fault fault, Runnable goDown, Runnable comeBack) {
        if (down) {
            return;
        }
        down = true;
        goDown.run();
        whole.merge(fault.kind(), 1, Integer::sum);
        mending.after(fault.length(), () -> {
            lock.lock();
            try {
                comeBack.run();
                down = false;
            } finally {
                lock.unlock();
            }
        });
    }

    private Fault strike(dev.millwright.worker.it.chaos.Fault fault) {
        // Only workers: what the test itself pushes and asks is to arrive.
        Faults.When when = server.faults()
                .on(fault.verb())
                .where(command -> !command.wid().isEmpty())
                .nth(1 + fault.choice() % 4);
        return switch (fault.kind()) {
            case DELAY -> when.delay(fault.length());
            case DELAY_REPLY -> when.delayReply(fault.length());
            case STALL -> when.stall();
            case STALL_REPLY -> when.stallReply();
            case CUT -> when.cut();
            case CUT_BEFORE_REPLY -> when.cutBeforeReply();
            case CUT_MID_REPLY -> when.cutMidReply();
            case CUT_AFTER_REPLY -> when.cutAfterReply();
            case SPLIT_REPLY -> when.splitReply();
            case ERROR -> when.error("chaos");
            case GARBAGE -> when.garbage();
            default -> throw new IllegalArgumentException("no fault of one command: " + fault);
        };
    }

    @Override
    public void calm() {
        server.faults().clear();
        mending.now();
    }

    @Override
    public List<String> later(Mutation.Target set) {
        List<StoredJob> jobs = set == Mutation.Target.RETRIES ? server.retries() : server.scheduled();
        return jobs.stream().map(StoredJob::jid).toList();
    }

    @Override
    public Snapshot snapshot() {
        return new Snapshot(
                clock.instant(),
                server.queue(JobSpec.QUEUE).size(),
                jids(server.working(), ReservedJob::jid),
                jids(server.retries(), StoredJob::jid),
                jids(server.scheduled(), StoredJob::jid),
                jids(server.dead(), StoredJob::jid),
                List.of());
    }

    private static <T> Set<String> jids(Collection<T> jobs, Function<T, String> jid) {
        return jobs.stream().map(jid).collect(Collectors.toSet());
    }

    @Override
    public boolean endReservations(boolean patient) {
        // Past the end, and past the reaper's next round of 15 s.
        clock.advance(JobSpec.RESERVE_FOR.plusSeconds(20));
        return true;
    }

    @Override
    public void countFaults(Counts counts) {
        lock.lock();
        try {
            counts.faults.putAll(whole);
            single.forEach((kind, faults) -> counts.faults.put(
                    kind, faults.stream().mapToInt(Fault::hits).sum()));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        mending.close();
        if (proxy != null) {
            proxy.close();
        }
        server.close();
        ticker.shutdownNow();
    }
}
