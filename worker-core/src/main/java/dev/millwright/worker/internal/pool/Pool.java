package dev.millwright.worker.internal.pool;

import dev.millwright.worker.internal.config.PoolSettings;
import dev.millwright.worker.internal.net.Transport;
import dev.millwright.worker.internal.net.loop.InlineExecutor;
import dev.millwright.worker.internal.net.loop.IoThread;
import dev.millwright.worker.internal.protocol.Commands;
import dev.millwright.worker.internal.pulse.FetchGate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
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
    private final InlineExecutor thread;
    private final ExecutorGate executorGate;
    private final FetchGate fetchGate;
    private final byte @Nullable [] fixedFetch;
    private final List<Lane> lanes = new ArrayList<>();
    private final Slots slots;
    private volatile boolean quiet;

    public Pool(PoolSettings settings, JobThreads jobThreads, WorkerServices parts, Transport transport) {
        this.name = settings.name();
        this.settings = settings;
        this.jobThreads = jobThreads;
        this.executorGate = new ExecutorGate(name, jobThreads.executor(), parts.clock(), this::wakeLanes);
        this.slots = new Slots(settings.slots());
        this.fixedFetch =
                settings.queues().fixed() ? Commands.fetch(settings.queues().names()) : null;
        String prefix = settings.name().isEmpty() ? "millwright" : "millwright-" + settings.name();
        this.thread = transport.newInlineExecutor(prefix + "-lanes");
        this.fetchGate = new FetchGate(
                settings.name().isEmpty() ? "lanes" : settings.name() + " lanes",
                parts.clock(),
                parts.pulse(),
                thread,
                this::wakeLanes);
        for (int i = 1; i <= settings.lanes(); i++) {
            String lane = (settings.name().isEmpty() ? "lane-" : settings.name() + "-lane-") + i;
            lanes.add(new Lane(lane, this, parts, thread));
        }
    }

    public String name() {
        return name;
    }

    public PoolSettings settings() {
        return settings;
    }

    Slots slots() {
        return slots;
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
            jobThreads.executor().execute(run);
            executorGate.accepted();
        } catch (Throwable e) { // an OutOfMemoryError too: the system gives no more threads
            if (run.refuse(e)) {
                executorGate.refused(e);
            }
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
        lanes.forEach(Lane::start);
    }

    /** No FETCH any more. Lanes end as soon as the one they may have under way is answered. */
    public void quiet() {
        quiet = true;
        fetchGate.close();
        wakeLanes();
    }

    /** A lane that has nothing under way should have been woken by what it waits for; this is for what went wrong. */
    public void wakeIdleLanes() {
        lanes.stream().filter(lane -> !lane.isFetching()).forEach(Lane::wake);
    }

    private void wakeLanes() {
        lanes.forEach(Lane::wake);
    }

    /** Whether a FETCH may be sent: neither is the pool quiet nor does its executor refuse jobs. */
    boolean mayFetch() {
        return !quiet && executorGate.isOpen();
    }

    /** Why nothing is fetched although it should be; empty if there is no such reason. */
    public Optional<String> problem() {
        return executorGate.problem();
    }

    public boolean isQuiet() {
        return quiet;
    }

    /** Over how many connections it can fetch now. */
    public int connectedLanes() {
        return (int) lanes.stream().filter(Lane::isConnected).count();
    }

    /** Whether a FETCH is under way. */
    public boolean isFetching() {
        return lanes.stream().anyMatch(Lane::isFetching);
    }

    public void close() {
        executorGate.close();
        fetchGate.close();
        lanes.forEach(Lane::close);
        jobThreads.close();
    }

    /** The FETCH command for the next turn. */
    byte[] nextFetch() {
        return fixedFetch != null
                ? fixedFetch
                : Commands.fetch(settings.queues().next(ThreadLocalRandom.current()));
    }
}
