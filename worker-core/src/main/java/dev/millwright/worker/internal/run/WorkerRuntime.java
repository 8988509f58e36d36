package dev.millwright.worker.internal.run;

import dev.millwright.worker.CancellationSource;
import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.FaktoryConnectionException;
import dev.millwright.worker.FaktoryException;
import dev.millwright.worker.RunningJob;
import dev.millwright.worker.StopResult;
import dev.millwright.worker.Worker;
import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.WorkerState;
import dev.millwright.worker.WorkerStatus;
import dev.millwright.worker.internal.client.NettyFaktoryClient;
import dev.millwright.worker.internal.config.PoolSettings;
import dev.millwright.worker.internal.config.WorkerSettings;
import dev.millwright.worker.internal.control.ControlQueue;
import dev.millwright.worker.internal.control.Heartbeat;
import dev.millwright.worker.internal.job.ActiveJob;
import dev.millwright.worker.internal.job.ActiveJobs;
import dev.millwright.worker.internal.job.Interruptions;
import dev.millwright.worker.internal.job.JobIntake;
import dev.millwright.worker.internal.job.JobRunner;
import dev.millwright.worker.internal.job.PendingWork;
import dev.millwright.worker.internal.net.ConnectFault;
import dev.millwright.worker.internal.net.Connector;
import dev.millwright.worker.internal.net.ThisProcess;
import dev.millwright.worker.internal.net.Transport;
import dev.millwright.worker.internal.net.loop.IoThread;
import dev.millwright.worker.internal.platform.Guard;
import dev.millwright.worker.internal.platform.SafeLogger;
import dev.millwright.worker.internal.platform.SystemClock;
import dev.millwright.worker.internal.platform.ThreadEnd;
import dev.millwright.worker.internal.pool.JobThreads;
import dev.millwright.worker.internal.pool.Pool;
import dev.millwright.worker.internal.pool.WorkerServices;
import dev.millwright.worker.internal.protocol.JobId;
import dev.millwright.worker.internal.pulse.ConnectFaults;
import dev.millwright.worker.internal.pulse.ServerPulse;
import dev.millwright.worker.internal.report.Listeners;
import dev.millwright.worker.internal.report.Outbox;
import dev.millwright.worker.internal.report.Report;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * A worker: assembles the parts, moves from state to state, and closes everything at the end. Any
 * thread. Its own thread is no daemon, so a started worker keeps the JVM alive; it sleeps until the worker is over and then
 * closes the parts.
 */
public final class WorkerRuntime implements Worker {
    private static final Logger LOG = SafeLogger.of(Worker.class);

    private static final Duration CLIENT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration SWEEP = Duration.ofSeconds(1);
    private static final Duration OWN_END_LIMIT = Duration.ofSeconds(1);

    private final String wid = JobId.random();
    private final WorkerSettings settings;
    private final WorkerClock clock;
    private final Listeners listeners;
    private final PendingWork pending = new PendingWork();
    private final Transport transport;
    private final FaktoryClient client;
    private final Outbox outbox;
    private final ActiveJobs jobs;
    private final Interruptions interruptions;
    private final Heartbeat heartbeat;
    private final List<Pool> pools = new ArrayList<>();
    private final List<CancellationSource> sources = new ArrayList<>();
    private final Vitals vitals;
    private final Shutdown shutdown;
    private volatile @Nullable Thread own;
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicBoolean sourcesStarted = new AtomicBoolean();
    private final AtomicBoolean stopBegun = new AtomicBoolean();
    private final CompletableFuture<StopResult> stopped = new CompletableFuture<>();
    private final ShutdownHook hook = new ShutdownHook(this::beginStop, stopped);
    private final StateChanges state;

    /** Assembles a worker; nothing is started yet. */
    public WorkerRuntime(WorkerSettings settings) {
        this.settings = settings;
        this.clock = settings.clock();
        this.listeners = new Listeners(settings.listeners());
        this.state = new StateChanges(listeners);
        List<JobThreads> threads = new ArrayList<>();
        for (PoolSettings pool : settings.pools()) {
            threads.add(JobThreads.choose(settings, pool)); // may refuse: before anything is opened
        }
        this.transport = Transport.create(clock);
        IoThread io = transport.newThread("millwright-io");
        Connector producer = new Connector(transport, settings.server(), ThisProcess.producer(), clock);
        Connector consumer =
                new Connector(transport, settings.server(), ThisProcess.worker(wid, settings.labels()), clock);
        this.client = NettyFaktoryClient.shared(producer, io, CLIENT_TIMEOUT, clock, this::clientInterrupted);
        this.outbox = new Outbox(clock, listeners);
        JobRunner runner = new JobRunner(settings, listeners, wid);
        this.jobs = new ActiveJobs(clock, listeners, outbox);
        this.interruptions = new Interruptions(settings, jobs, runner, listeners, outbox, pending);
        JobIntake intake = new JobIntake(clock, jobs, interruptions, runner, client);
        ConnectFaults faults = new ConnectFaults();
        this.heartbeat = new Heartbeat(
                wid, settings.heartbeat(), consumer, io, clock, outbox, listeners, new ServerOrders(), faults);
        ServerPulse pulse = new ServerPulse(clock, heartbeat::trySend);
        if (settings.controlQueue()) {
            sources.add(new ControlQueue(consumer, io, clock, pulse));
        }
        sources.addAll(settings.sources());
        WorkerServices parts = new WorkerServices(consumer, clock, listeners, intake, outbox, pending, pulse, faults);
        for (int i = 0; i < threads.size(); i++) {
            pools.add(new Pool(settings.pools().get(i), threads.get(i), parts, transport));
        }
        this.vitals = new Vitals(clock, heartbeat, io, pools, pool -> jobs.count(pool.name()));
        this.shutdown = new Shutdown(settings, pools, jobs, interruptions, outbox, pending, over::countDown);
    }

    /** A job that its signal has interrupted hears of it by the client's exception; its cleanup may block again. */
    private void clientInterrupted() {
        if (!jobs.interruptHasBeenSeen()) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void start() {
        start(Boolean.TRUE.equals(settings.stopOnShutdown()));
    }

    private void start(boolean stopOnShutdown) {
        if (!state.moveTo(WorkerState.STARTING)) {
            throw new IllegalStateException("a worker is started once; this one is " + state.now());
        }
        Thread closer = new Thread(this::closeWhenOver, "millwright-worker");
        closer.start();
        own = closer;
        if (stopOnShutdown) {
            try {
                hook.add(settings.shutdownTimeout().plus(settings.cleanupGrace()));
            } catch (Throwable e) {
                abandonStart();
                throw e;
            }
        }
        CompletableFuture<Void> connected = heartbeat.start();
        WorkerClock.Scheduled limit = clock.schedule(
                () -> connected.completeExceptionally(notReached(heartbeat.lastFailure())), settings.startupTimeout());
        try {
            connected.get();
        } catch (ExecutionException e) {
            abandonStart();
            throw startFailure(e.getCause());
        } catch (InterruptedException e) {
            abandonStart();
            Thread.currentThread().interrupt();
            throw new FaktoryConnectionException("interrupted while connecting to " + settings.server(), e);
        } finally {
            limit.cancel();
        }
        if (state.moveTo(WorkerState.RUNNING)) {
            logStart();
            sourcesStarted.set(true);
            try {
                sources.forEach(source -> source.start(interruptions));
                pools.forEach(Pool::start);
            } catch (Throwable e) { // a source refuses, or the system gives no thread
                abandonStart();
                throw e;
            }
            sweep();
        }
    }

    private static RuntimeException startFailure(@Nullable Throwable cause) {
        if (cause instanceof ConnectFault fault) {
            return new IllegalStateException(fault.getMessage(), fault.getCause());
        }
        return cause instanceof FaktoryException known ? known : new FaktoryConnectionException("cannot start", cause);
    }

    private FaktoryConnectionException notReached(@Nullable Throwable last) {
        String why = last == null ? "no connection to " + settings.server() : String.valueOf(last.getMessage());
        return new FaktoryConnectionException(
                why + " (gave up after " + settings.startupTimeout().toMillis() + " ms)", last);
    }

    private void abandonStart() {
        state.moveTo(WorkerState.STOPPING);
        over.countDown();
    }

    private void logStart() {
        for (Pool pool : pools) {
            PoolSettings of = pool.settings();
            LOG.info(
                    "worker {} fetches from {}: queues {}{}, {} slots, {} connections",
                    wid,
                    settings.server(),
                    of.queues(),
                    pool.name().isEmpty() ? "" : " (pool " + pool.name() + ")",
                    of.slots(),
                    of.lanes());
        }
    }

    private void sweep() {
        if (state.now() != WorkerState.STOPPED) {
            clock.schedule(this::sweep, SWEEP);
            jobs.sweep();
            interruptions.interruptOverdue();
            pools.forEach(Pool::wakeIdleLanes);
            vitals.look();
        }
    }

    @Override
    public StopResult run() throws InterruptedException {
        try {
            start(!Boolean.FALSE.equals(settings.stopOnShutdown()));
        } catch (FaktoryException e) {
            if (!stopBegun.get()) {
                throw e;
            }
            LOG.debug("stopped while it was starting", e);
        }
        return awaitStopped();
    }

    @Override
    public void quiet() {
        if (state.now() != WorkerState.NEW && state.moveTo(WorkerState.QUIET)) {
            LOG.info("quiet: fetching no more, {} jobs run on", jobs.all().size());
            pools.forEach(Pool::quiet);
            heartbeat.beat();
        }
    }

    @Override
    public CompletableFuture<StopResult> stop() {
        // A program's own hook may ask for what ours has begun already: that is no second request.
        if (!beginStop() && !hook.hasBegunStop() && state.now() == WorkerState.STOPPING) {
            LOG.info("asked again to stop: interrupting what still runs");
            shutdown.hurry();
        }
        return stopped.copy();
    }

    /** Begins the stop, and only then tells the listeners, who may hold this thread up. False if that has been done. */
    private boolean beginStop() {
        WorkerState before = state.advance(WorkerState.STOPPING);
        if (before == null) {
            return false;
        }
        stopBegun.set(true);
        if (before != WorkerState.NEW) {
            LOG.info(
                    "stopping: waiting up to {} ms for {} jobs",
                    settings.shutdownTimeout().toMillis(),
                    jobs.all().size());
            pools.forEach(Pool::quiet);
            heartbeat.beat();
            shutdown.begin();
        }
        state.tell(WorkerState.STOPPING);
        if (before == WorkerState.NEW) {
            close(List.of());
        }
        return true;
    }

    /** The worker's own thread. */
    private void closeWhenOver() {
        awaitUninterrupted(over);
        close(jobs.all());
    }

    /** Nobody has a reason to interrupt the worker's own thread; it goes on if somebody does. */
    private static void awaitUninterrupted(CountDownLatch latch) {
        while (true) {
            try {
                latch.await();
                return;
            } catch (InterruptedException e) {
                LOG.debug("interrupted", e);
            }
        }
    }

    private void close(List<ActiveJob> abandoned) {
        for (ActiveJob job : abandoned) {
            LOG.warn("job {} still runs after the cleanup grace and is abandoned", job.job());
        }
        Collection<Report> unreported = outbox.close();
        unreported.forEach(report -> LOG.warn(
                "{} could not be delivered; the server hands the job out again when its reservation runs out", report));
        if (sourcesStarted.get()) {
            sources.forEach(WorkerRuntime::close);
        }
        pools.forEach(pool -> closePart(pool::close));
        List.<Runnable>of(heartbeat::close, client::close, transport::close, () -> SystemClock.close(clock))
                .forEach(WorkerRuntime::closePart);
        hook.workerClosed();
        state.moveToStopped();
        StopResult result = new StopResult(interruptions.byShutdown(), unreported.size(), abandoned.size());
        if (sourcesStarted.get()) { // else it has never said that it fetches
            LOG.info("stopped: {} jobs interrupted, {} reports undelivered", result.interrupted(), result.unreported());
        }
        stopped.complete(result);
    }

    private static void closePart(Runnable part) {
        Guard.run(part, LOG, "not all could be closed, please report it; the worker stops all the same");
    }

    private static void close(CancellationSource source) {
        try {
            source.close();
        } catch (Throwable e) {
            LOG.warn("a cancellation source failed to close: {}", source, e);
        }
    }

    @Override
    public StopResult awaitStopped() throws InterruptedException {
        try {
            return stopped.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("never completed exceptionally", e);
        }
    }

    @Override
    public void close() {
        beginStop(); // not stop(): twice means to skip the wait
        if (jobs.isRunByThisThread()) {
            LOG.warn(
                    "close() was called by one of this worker's own jobs, which it would wait for: the stop has begun");
            return;
        }
        stopped.join();
        ThreadEnd.await(own, OWN_END_LIMIT);
    }

    @Override
    public WorkerState state() {
        return state.now();
    }

    @Override
    public WorkerStatus status() {
        List<WorkerStatus.Pool> slots = new ArrayList<>();
        for (Pool pool : pools) {
            PoolSettings of = pool.settings();
            slots.add(new WorkerStatus.Pool(
                    pool.name(), of.slots(), jobs.count(pool.name()), of.lanes(), pool.connectedLanes()));
        }
        WorkerState now = state.now();
        return new WorkerStatus(now, slots, outbox.size(), heartbeat.age(), vitals.stalled(now), vitals.notReady(now));
    }

    @Override
    public Collection<RunningJob> runningJobs() {
        return jobs.running();
    }

    @Override
    public boolean cancel(String jid) {
        return interruptions.cancel(jid);
    }

    @Override
    public boolean discard(String jid) {
        return interruptions.discard(jid);
    }

    @Override
    public String wid() {
        return wid;
    }

    /** What the server may ask for. Called on the heartbeat's thread. */
    private final class ServerOrders implements Heartbeat.Orders {
        @Override
        public void quiet() {
            WorkerRuntime.this.quiet();
        }

        @Override
        public void terminate() {
            if (state.now().compareTo(WorkerState.STOPPING) < 0) {
                LOG.info("the server says terminate");
                // Not on the thread of the heartbeat, which carries reports: listeners are told, and may block.
                Thread stopping = new Thread(WorkerRuntime.this::beginStop, "millwright-stop");
                stopping.setDaemon(true);
                stopping.start();
            }
        }

        @Override
        public void cancel(String jid) {
            interruptions.cancel(jid);
        }

        @Override
        public String currentState() {
            return switch (state.now()) {
                case QUIET -> "quiet";
                case STOPPING, STOPPED -> "terminate";
                default -> "";
            };
        }
    }
}
