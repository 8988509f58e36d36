package dev.millwright.worker.internal.pool;

import dev.millwright.worker.WorkerPool;
import dev.millwright.worker.internal.config.PoolSettings;
import dev.millwright.worker.internal.job.Continuations;
import dev.millwright.worker.internal.job.JobIntake;
import dev.millwright.worker.internal.net.Transport;
import dev.millwright.worker.internal.net.loop.InlineExecutor;
import dev.millwright.worker.internal.net.loop.IoThread;
import dev.millwright.worker.internal.pulse.FetchGate;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Queues, slots, lanes and the threads of the jobs. Any thread.
 *
 * <p>All lanes share one I/O thread. On platform threads, jobs of a type that has proved to be short run on
 * it as well: that saves the hand-over between two threads, the greatest cost of a short job.
 */
public final class Pool {
    private final String name;
    private final PoolSettings settings;
    private final JobThreads jobThreads;
    private final JobIntake jobs;
    private final InlineExecutor thread;
    private final ExecutorGate executorGate;
    private final FetchGate fetchGate;
    private final Slots slots;
    private final PoolChanges changes;
    private final FetchQueues queues;
    private final Lanes lanes;
    private final WorkerPool control;
    private final AtomicBoolean lookingAgain = new AtomicBoolean();
    private final WaitingJobs waitingJobs;
    private final Continuations continuations;
    private final AtomicInteger writtenOff = new AtomicInteger();
    private volatile boolean quiet;

    public Pool(
            PoolSettings settings, JobThreads jobThreads, WorkerServices parts, QueueGates gates, Transport transport) {
        this.name = settings.name();
        this.settings = settings;
        this.jobThreads = jobThreads;
        this.jobs = parts.jobs();
        this.executorGate = new ExecutorGate(name, jobThreads.executor(), parts.clock(), this::wakeLanes);
        this.slots = new Slots(settings.slots());
        this.changes = new PoolChanges(name, settings.slots(), parts.clock(), this::applySize, this::wakeLanes);
        this.queues = new FetchQueues(settings.queues(), changes::pausedQueues, gates);
        this.control = new PoolControl(this, changes);
        this.waitingJobs = new WaitingJobs(this, parts);
        String prefix = settings.name().isEmpty() ? "millwright" : "millwright-" + settings.name();
        this.thread = transport.newInlineExecutor(prefix + "-lanes");
        this.continuations = new PoolContinuations(jobThreads, thread);
        this.fetchGate = new FetchGate(
                settings.name().isEmpty() ? "lanes" : settings.name() + " lanes",
                parts.clock(),
                parts.pulse(),
                thread,
                this::wakeLanes);
        this.lanes = new Lanes(this, parts, thread);
    }

    public String name() {
        return name;
    }

    public PoolSettings settings() {
        return settings;
    }

    /** The pool as the API shows it. */
    public WorkerPool control() {
        return control;
    }

    Slots slots() {
        return slots;
    }

    Lanes lanes() {
        return lanes;
    }

    /** How many slots there are now. */
    public int size() {
        return changes.size();
    }

    /** How many slots jobs have. */
    public int used() {
        return slots.used();
    }

    WaitingJobs waitingJobs() {
        return waitingJobs;
    }

    Continuations continuations() {
        return continuations;
    }

    /** How many jobs are reserved and have no slot. */
    public int waiting() {
        // Those that are due wait for a slot as well, and are counted there, too.
        return waitingJobs.count() + Math.max(0, slots.waiting() - waitingJobs.due());
    }

    /** How many functions run on without a slot. */
    public int writtenOff() {
        return writtenOff.get();
    }

    /** So many more functions run on without a slot, or fewer again. They keep their threads. */
    void writtenOff(int change) {
        writtenOff.addAndGet(change);
        fitThreads();
    }

    /** Whether somebody wants that nothing is fetched. */
    public boolean isToldNotToFetch() {
        return size() == 0
                || changes.isPaused()
                || changes.pausedQueues().size() == settings.queues().names().size();
    }

    /** Whether its own queues keep it from fetching: they are paused, or closed by a gate. */
    public boolean hasNoOpenQueue() {
        return queues.areAllClosed();
    }

    /** Reads the size there is now, so that of several changes at once the newest one is right in the end. */
    private void applySize() {
        int applied;
        do {
            applied = size();
            fitThreads();
            slots.resize(applied);
        } while (applied != size());
        lanes.fitLater();
    }

    /** As many as can be needed. Fewer only later, when what runs has ended: else new jobs would wait for their threads. */
    private void fitThreads() {
        int needed;
        do {
            needed = Math.max(size(), slots.taken()) + writtenOff();
            jobThreads.resize(needed);
            jobThreads.resizeFew(size(), writtenOff());
        } while (needed < size() + writtenOff());
    }

    /** The thread of the lanes. */
    public IoThread thread() {
        return thread;
    }

    /** Whether the server takes a FETCH; for the lanes' thread. */
    public FetchGate fetchGate() {
        return fetchGate;
    }

    /** Has a job run where jobs run that may take a while; if that refuses it, it is FAILed. Never throws. */
    void handOver(JobRun run) {
        try {
            (jobs.isAsync(run.job()) ? jobThreads.asyncExecutor() : jobThreads.executor()).execute(run);
            executorGate.accepted();
        } catch (Throwable e) { // an OutOfMemoryError too: the system gives no more threads
            if (run.refuse(e)) {
                executorGate.refused(e);
            }
        }
    }

    /** Has a job run that has its slot and that no lane has just brought. Never throws, never blocks. */
    void runElsewhere(JobRun run) {
        if (!handOverMayBlock()) {
            handOver(run);
            return;
        }
        try {
            thread.execute(() -> {
                if (!thread.tryRunInline(new HandOverTask(run, this), 0)) {
                    handOver(run);
                }
            });
        } catch (Throwable e) { // no memory, for instance
            run.refuse(e);
        }
    }

    /** Whether handing a job over may block, or run it there and then. */
    boolean handOverMayBlock() {
        return jobThreads.isForeign();
    }

    /** Whether short jobs may run on the thread of the lanes. */
    boolean inlinesShortJobs() {
        return jobThreads.inlinesShortJobs();
    }

    public void start() {
        lanes.start();
    }

    /** No FETCH any more. Lanes end as soon as the one they may have under way is answered. */
    public void quiet() {
        quiet = true;
        fetchGate.close();
        wakeLanes();
    }

    /** A lane that has nothing under way should have been woken by what it waits for; this is for what went wrong. */
    public void wakeIdleLanes() {
        lanes.wakeIdle();
        fitThreads();
    }

    private void wakeLanes() {
        lanes.wake();
    }

    /** Has the lanes look again, as a gate may have opened; once for all who ask before they do. */
    public void lookAgain() {
        if (!lookingAgain.getAndSet(true)) {
            thread.execute(() -> {
                lookingAgain.set(false);
                wakeLanes();
            });
        }
    }

    /** Whether a FETCH may be sent: the pool is neither quiet nor paused, its executor refuses no jobs, callbacks keep up. */
    boolean mayFetch() {
        return !quiet && !changes.isPaused() && executorGate.isOpen() && !isBehind();
    }

    /** Whether it waits for callbacks that are made too slowly. */
    public boolean isBehind() {
        return jobs.isBehind();
    }

    /** Why nothing is fetched although it should be; empty if there is no such reason. */
    public Optional<String> problem() {
        return executorGate.problem();
    }

    public boolean isQuiet() {
        return quiet;
    }

    /** Over how many connections it should be able to fetch. */
    public int laneCount() {
        return lanes.wanted();
    }

    /** Over how many connections it can fetch now. */
    public int connectedLanes() {
        return lanes.connected();
    }

    /** Whether a FETCH is under way. */
    public boolean isFetching() {
        return lanes.isAnyFetching();
    }

    public void close() {
        executorGate.close();
        fetchGate.close();
        changes.close();
        lanes.close();
        jobThreads.close();
    }

    /** The FETCH command for the next turn, null if there is no queue to fetch from. On the lanes' thread. */
    byte @Nullable [] nextFetch() {
        return queues.next();
    }
}
