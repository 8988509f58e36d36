package dev.millwright.worker.internal.run;

import dev.millwright.worker.CancelAllOptions;
import dev.millwright.worker.CancelOperation;
import dev.millwright.worker.CancelRequest;
import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.FaktoryException;
import dev.millwright.worker.JobFilter;
import dev.millwright.worker.JobStatus;
import dev.millwright.worker.RunningJob;
import dev.millwright.worker.StopResult;
import dev.millwright.worker.Worker;
import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.WorkerPool;
import dev.millwright.worker.WorkerReport;
import dev.millwright.worker.WorkerState;
import dev.millwright.worker.WorkerStatus;
import dev.millwright.worker.internal.config.PoolSettings;
import dev.millwright.worker.internal.config.WorkerSettings;
import dev.millwright.worker.internal.job.ActiveJob;
import dev.millwright.worker.internal.platform.SafeLogger;
import dev.millwright.worker.internal.platform.ThreadEnd;
import dev.millwright.worker.internal.pool.Pool;
import dev.millwright.worker.internal.protocol.JobId;
import dev.millwright.worker.internal.report.Listeners;
import dev.millwright.worker.internal.report.Report;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * A worker: moves its parts from state to state, and closes everything at the end. Any thread. Its own thread is no
 * daemon, so a started worker keeps the JVM alive; it sleeps until the worker is over and then closes the parts.
 */
public final class WorkerRuntime implements Worker {
    private static final Logger LOG = SafeLogger.of(Worker.class);

    private static final Duration SWEEP = Duration.ofSeconds(1);
    private static final Duration OWN_END_LIMIT = Duration.ofSeconds(1);

    private final String wid = JobId.random();
    private final WorkerSettings settings;
    private final WorkerParts parts;
    private final Shutdown shutdown;
    private volatile @Nullable Thread own;
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicBoolean stopBegun = new AtomicBoolean();
    private final AtomicBoolean askedToStop = new AtomicBoolean();
    private final CompletableFuture<StopResult> stopped = new CompletableFuture<>();
    private final ShutdownHook hook = new ShutdownHook(this::beginStop, stopped);
    private final StateChanges state;
    private volatile boolean hasRun;
    private volatile boolean startFailed;

    /** Assembles a worker; nothing is started yet. */
    public WorkerRuntime(WorkerSettings settings) {
        this.settings = settings;
        Listeners listeners = new Listeners(settings.listeners());
        this.state = new StateChanges(listeners);
        this.parts = new WorkerParts(settings, wid, listeners, new ServerOrders(this, this::beginStop));
        this.shutdown = new Shutdown(settings, parts, this, over::countDown);
    }

    @Override
    public void start() {
        start(Boolean.TRUE.equals(settings.stopOnShutdown()));
    }

    private void start(boolean stopOnShutdown) {
        if (state.advance(WorkerState.STARTING) == null) {
            throw new IllegalStateException("a worker is started once; this one is " + state.now());
        }
        Thread closer = new Thread(this::closeWhenOver, "millwright-worker");
        closer.setDaemon(false); // not as the thread that starts it
        closer.start();
        own = closer;
        // After that: a listener that never returns keeps nobody from stopping the worker.
        state.tell(WorkerState.STARTING);
        if (stopOnShutdown) {
            orAbandon(() -> hook.add(stopTimeout()));
        }
        orAbandon(() -> {
            parts.extensions.start(this);
            FirstConnection.await(parts.heartbeat, parts.clock, settings);
        });
        if (state.moveTo(WorkerState.RUNNING)) {
            logStart();
            hasRun = true;
            parts.minutes.start();
            orAbandon(() -> {
                parts.extensions.running(this);
                parts.startPools();
            });
            sweep();
        }
    }

    /** The server may not be reached, an extension may refuse to start, and the system may give no thread. */
    private void orAbandon(Runnable step) {
        try {
            step.run();
        } catch (Throwable e) {
            startFailed = true;
            state.moveTo(WorkerState.STOPPING);
            over.countDown();
            throw e;
        }
    }

    private Duration stopTimeout() {
        return settings.shutdownTimeout().plus(settings.cleanupGrace()).plus(parts.extensions.drainedTimeout());
    }

    private void logStart() {
        for (Pool pool : parts.pools) {
            PoolSettings of = pool.settings();
            LOG.info(
                    "worker {} fetches from {}: queues {}{}, {} slots, {} connections",
                    wid,
                    settings.server(),
                    of.queues(),
                    pool.name().isEmpty() ? "" : " (pool " + pool.name() + ")",
                    pool.size(),
                    pool.laneCount());
        }
    }

    private void sweep() {
        if (state.now() != WorkerState.STOPPED) {
            parts.clock.schedule(this::sweep, SWEEP);
            parts.sweep();
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
        if (state.now() != WorkerState.NEW && state.advance(WorkerState.QUIET) != null) {
            LOG.info("quiet: fetching no more, {} jobs run on", parts.jobs.all().size());
            parts.pools.forEach(Pool::quiet);
            parts.heartbeat.beat();
            state.tell(WorkerState.QUIET);
            parts.extensions.quiet(this);
        }
    }

    @Override
    public CompletableFuture<StopResult> stop() {
        // The server or the JVM's end may have begun what is asked for here: that is no second request.
        boolean first = askedToStop.compareAndSet(false, true);
        if (!beginStop() && !first && !startFailed && state.now() == WorkerState.STOPPING) {
            LOG.info("asked again to stop: interrupting what still runs");
            shutdown.hurry();
        }
        return stopped.copy();
    }

    /** Begins the stop. False if that has been done. */
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
                    parts.jobs.all().size());
            parts.pools.forEach(Pool::quiet);
            parts.heartbeat.beat();
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
        close(parts.jobs.all());
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
            parts.fields.with(
                    job.job(), () -> LOG.warn("job {} still runs after the cleanup grace and is abandoned", job.job()));
        }
        Collection<Report> unreported = parts.outbox.close();
        unreported.forEach(parts.outbox::undelivered);
        parts.close();
        hook.workerClosed();
        state.moveTo(WorkerState.STOPPED);
        parts.listeners.close();
        StopResult result = new StopResult(parts.interruptions.byShutdown(), unreported.size(), abandoned.size());
        if (hasRun) { // else it has never said that it fetches
            LOG.info("stopped: {} jobs interrupted, {} reports undelivered", result.interrupted(), result.unreported());
        }
        stopped.complete(result);
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
        if (parts.jobs.isRunByThisThread()) {
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
        for (Pool pool : parts.pools) {
            slots.add(new WorkerStatus.Pool(
                    pool.name(),
                    pool.settings().queues().names(),
                    pool.size(),
                    pool.used(),
                    pool.waiting(),
                    pool.laneCount(),
                    pool.connectedLanes(),
                    pool.control().state(),
                    pool.writtenOff()));
        }
        WorkerState now = state.now();
        return new WorkerStatus(
                now,
                slots,
                parts.outbox.size(),
                parts.heartbeat.age(),
                parts.vitals.stalled(now),
                parts.vitals.notReady(now));
    }

    @Override
    public List<WorkerPool> pools() {
        return parts.pools.stream().map(Pool::control).toList();
    }

    @Override
    public WorkerPool pool(String name) {
        return PoolNames.find(pools(), name);
    }

    @Override
    public JobStatus status(String jid) {
        return parts.jobs.status(jid);
    }

    @Override
    public WorkerReport report() {
        return parts.minutes.current();
    }

    @Override
    public Optional<WorkerReport> lastReport() {
        return parts.minutes.last();
    }

    @Override
    public Collection<RunningJob> runningJobs() {
        return parts.jobs.running();
    }

    @Override
    public boolean cancel(String jid) {
        return parts.interruptions.cancel(jid);
    }

    @Override
    public boolean cancel(String jid, CancelRequest request) {
        return parts.interruptions.cancel(jid, request);
    }

    @Override
    public boolean discard(String jid) {
        return parts.interruptions.discard(jid);
    }

    @Override
    public CancelOperation cancelAll(JobFilter filter, CancelAllOptions options) {
        return parts.bulkCancels.begin(filter, options);
    }

    @Override
    public String wid() {
        return wid;
    }

    @Override
    public List<String> labels() {
        return settings.labels();
    }

    @Override
    public List<String> jobtypes() {
        return settings.handlers().keySet().stream().sorted().toList();
    }

    @Override
    public FaktoryClient client() {
        return parts.client;
    }

    @Override
    public WorkerClock clock() {
        return parts.clock;
    }
}
