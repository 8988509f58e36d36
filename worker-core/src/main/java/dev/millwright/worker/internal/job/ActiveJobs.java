package dev.millwright.worker.internal.job;

import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.JobOutcome.Fail;
import dev.millwright.worker.JobStatus;
import dev.millwright.worker.RunningJob;
import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.internal.platform.Guard;
import dev.millwright.worker.internal.platform.SafeLogger;
import dev.millwright.worker.internal.report.Listeners;
import dev.millwright.worker.internal.report.LogFields;
import dev.millwright.worker.internal.report.Outbox;
import dev.millwright.worker.internal.report.Report;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/** All jobs between their fetch and the end of their functions. Sees to it that each is reported once. Any thread. */
public final class ActiveJobs {
    private static final Logger LOG = SafeLogger.of(ActiveJobs.class);

    private final WorkerClock clock;
    private final Listeners listeners;
    private final Outbox outbox;
    private final Completions completions;
    // A set and not a map by jid: the server can hand out a jid again while its first run still goes on.
    private final Set<ActiveJob> active = ConcurrentHashMap.newKeySet();
    private final Map<String, JobHome> homes = new ConcurrentHashMap<>();
    private final Map<String, PoolCounts> counts = new ConcurrentHashMap<>();

    private final LogFields fields;
    private final Delays delays;

    public ActiveJobs(
            WorkerClock clock, Listeners listeners, Outbox outbox, Completions completions, LogFields fields) {
        this.clock = clock;
        this.fields = fields;
        this.delays = new Delays(clock);
        this.listeners = listeners;
        this.outbox = outbox;
        this.completions = completions;
    }

    /** What the jobs of a pool have in common, with the client that they are given. */
    JobHome home(String pool, FaktoryClient client) {
        JobHome known = homes.get(pool); // before the other, which makes an object for each call
        return known != null
                ? known
                : homes.computeIfAbsent(
                        pool, name -> new JobHome(name, client, counts(name), listeners, clock, fields, delays));
    }

    /** What has become of a pool's jobs so far. */
    public PoolCounts counts(String pool) {
        return counts.computeIfAbsent(pool, name -> new PoolCounts());
    }

    /** Whether reports wait too long for callbacks that are made of them. */
    public boolean isBehind() {
        return completions.isBehind();
    }

    void add(ActiveJob job) {
        active.add(job);
    }

    /** The function of a job has ended, or will not be called: its run, if it has one, is over. Never throws. */
    void end(ActiveJob job, ActiveJob.Settled settled, @Nullable RunEnd run) {
        AtomicReference<@Nullable Report> report = new AtomicReference<>();
        if (reportOnce(job, settled, report::set)) {
            // After that: a stop that does not find the job here any more finds its report.
            active.remove(job);
        }
        job.endWaiting();
        if (run != null) {
            run.over(report.get());
        } else {
            job.countEnd();
            if (report.get() != null) {
                outbox.add(report.get());
            }
        }
    }

    /** Reports a job whose outcome stands, unless that has been done; what waits for a thread waits no more. */
    void report(ActiveJob job) {
        ActiveJob.Settled settled = job.settled();
        if (settled != null && reportOnce(job, settled, outbox::add)) {
            if (job.isOver()) {
                job.countEnd();
                active.remove(job);
            }
            job.endWaiting();
            endIfItNeverBegan(job);
        }
    }

    private void endIfItNeverBegan(ActiveJob job) {
        RunEnd run = job.run();
        if (run != null && run.claim()) {
            active.remove(job);
            run.over(null);
        }
    }

    /** False if the report could not be made: the job then stays in the list, and the next sweep tries again. */
    private boolean reportOnce(ActiveJob job, ActiveJob.Settled settled, Consumer<Report> consumer) {
        AtomicBoolean made = new AtomicBoolean();
        boolean done = Guard.run(
                () -> job.reportOnce(() -> {
                    consumer.accept(outbox.report(
                            job.job(), settled.outcome(), job.deadlineNanos(), completions.of(job.job(), settled)));
                    made.set(true);
                }),
                LOG,
                "a job cannot be reported now, it is tried again soon");
        if (made.get() && settled.outcome() instanceof Fail fail && PoolCounts.isLast(job.job(), fail)) {
            listeners.tellAside(listener -> listener.onRetriesExhausted(job.job(), fail));
        }
        return done;
    }

    /** Reports all jobs that were interrupted and whose functions have not ended, without waiting any longer. */
    public void reportInterrupted() {
        active.forEach(this::report);
    }

    /**
     * Reports those whose outcome has stood for a while: their threads are held up by a listener or by the log. To be
     * called once a second.
     */
    public void sweep() {
        for (ActiveJob job : active) {
            if (job.isSettledSinceLastSweep()) {
                report(job);
            }
        }
    }

    /**
     * To be called by a thread that has just noticed an interrupt. True if that came from the signal of the job
     * which it runs, and therefore is over.
     */
    public boolean interruptHasBeenSeen() {
        return active.stream().anyMatch(ActiveJob::interruptHasBeenSeen);
    }

    /** Whether the calling thread runs the function of one of them. */
    public boolean isRunByThisThread() {
        return active.stream().anyMatch(ActiveJob::isRunByThisThread);
    }

    void forEach(Consumer<ActiveJob> action) {
        active.forEach(action);
    }

    /** A snapshot of jobs whose functions have not ended. */
    public List<ActiveJob> all() {
        return List.copyOf(active);
    }

    /**
     * What a pool's jobs do now.
     *
     * @param running how many functions run, without those that were written off
     * @param waiting how many jobs have been fetched whose functions do not run
     * @param writtenOff how many functions run that were written off
     */
    public record Census(int running, int waiting, int writtenOff) {}

    /** Looks what the jobs of a pool do now. */
    public Census census(String pool) {
        int running = 0;
        int waiting = 0;
        int writtenOff = 0;
        for (ActiveJob job : active) {
            if (!job.pool().equals(pool)) {
                continue;
            }
            if (job.isWaiting() || (job.began() == null && !job.isOver())) {
                waiting++;
            } else if (job.isWrittenOff()) {
                writtenOff++;
            } else if (!job.isOver()) {
                running++;
            }
        }
        return new Census(running, waiting, writtenOff);
    }

    /** What is known of a job; of several runs under one jid, of one that still goes on. */
    public JobStatus status(String jid) {
        Instant now = clock.instant();
        long nowNanos = clock.nanoTime();
        JobStatus waiting = JobStatus.Unknown.INSTANCE;
        for (ActiveJob job : active) {
            JobStatus status = job.jid().equals(jid) ? JobLook.status(job, now, nowNanos) : null;
            if (status instanceof JobStatus.Running) {
                return status;
            }
            waiting = status == null ? waiting : status;
        }
        return waiting;
    }

    /** A look at each job whose function runs. */
    public Collection<RunningJob> running() {
        long now = clock.nanoTime();
        List<RunningJob> jobs = new ArrayList<>();
        for (ActiveJob job : active) {
            RunningJob look = JobLook.running(job, now);
            if (look != null) {
                jobs.add(look);
            }
        }
        return jobs;
    }
}
