package dev.millwright.worker.internal.report;

import dev.millwright.worker.Job;
import dev.millwright.worker.JobOutcome;
import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.internal.net.Request;
import dev.millwright.worker.internal.platform.SafeLogger;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * All reports that the server has not confirmed. A lane takes what waits here along with its next
 * FETCH, as that costs no write of its own; what no lane has taken within a moment goes over the
 * heartbeat's connection. Any thread.
 */
public final class Outbox {
    private static final Logger LOG = SafeLogger.of(Outbox.class);

    /** How long a report waits for a lane: longer than a busy lane's round trip, too short to be felt. */
    private static final Duration LANE_WAIT = Duration.ofMillis(2);

    private static final Duration FIRST_RETRY = Duration.ofMillis(100);
    private static final Duration LAST_RETRY = Duration.ofSeconds(5);

    private final WorkerClock clock;
    private final Listeners listeners;
    private final LogFields fields;
    private final ServerClock serverClock;
    private final Queue<Report> waiting = new ConcurrentLinkedQueue<>();
    private final Set<Report> unconfirmed = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean flushDue = new AtomicBoolean();
    private final AtomicReference<@Nullable Runnable> whenEmpty = new AtomicReference<>();
    private volatile Runnable flusher = () -> {};
    private volatile boolean closed;

    public Outbox(WorkerClock clock, Listeners listeners, LogFields fields) {
        this.clock = clock;
        this.listeners = listeners;
        this.fields = fields;
        this.serverClock = new ServerClock(clock);
    }

    /** By which the time is reckoned of what is to run later. */
    public ServerClock serverClock() {
        return serverClock;
    }

    /** What sends the waiting reports when no lane takes them. Set once, before the first report. */
    public void flushWith(Runnable task) {
        flusher = task;
    }

    /**
     * Makes the report of a settled job. It counts as unconfirmed from now on, so that whoever removes the
     * job from the running ones afterwards leaves no gap; to be sent, it is added here or to a batch.
     *
     * @param sequel what goes with it; null if nothing does
     */
    public Report report(Job job, JobOutcome outcome, long reservationEndNanos, @Nullable Sequel sequel) {
        Report report = new Report(job, outcome, reservationEndNanos, sequel, this, clock);
        unconfirmed.add(report);
        return report;
    }

    /** Lets a report wait for the next lane, or for the heartbeat's connection. */
    public void add(Report report) {
        waiting.add(report);
        if (flushDue.compareAndSet(false, true)) {
            try {
                clock.schedule(this::flush, LANE_WAIT);
            } catch (Throwable e) { // no memory, for instance: a lane takes it, or the next report's flush
                flushDue.set(false);
                fields.with(
                        report.job(),
                        () -> LOG.warn("{} waits for the next FETCH, as nothing could be scheduled", report, e));
            }
        }
    }

    private void flush() {
        flushDue.set(false);
        if (!waiting.isEmpty()) {
            flusher.run();
        }
    }

    /** Adds a report that goes out right now, without waiting here. */
    public void addTo(List<Request> batch, Report report) {
        report.prepare(batch, clock.nanoTime());
    }

    /** Moves all waiting reports into a batch that is about to be sent. */
    public void drainTo(List<Request> batch) {
        for (Report report = waiting.poll(); report != null; report = waiting.poll()) {
            addTo(batch, report);
        }
    }

    /** A report must not be sent any more. */
    void dropped(Report report, String why) {
        fields.with(report.job(), () -> LOG.warn("{} is not sent: {}", report, why));
        listeners.tell(listener -> listener.onReportDropped(report.job(), report.outcome(), why));
    }

    /** The server has answered all commands of a report. */
    void confirmed(Report report) {
        if (!listeners.isEmpty() && !report.givenUp()) {
            listeners.tell(listener -> listener.onReported(report.job(), report.outcome()));
        }
        report.tellConfirmed();
        remove(report);
    }

    /** The server no longer knew the job of a FAIL. */
    void unknownToServer(Report report) {
        fields.with(
                report.job(),
                () -> LOG.warn(
                        "{}: the server does not know the job as reserved any more; nothing is left to report",
                        report));
    }

    /** The server goes on refusing to move a cancelled job to Dead. */
    void killRefused(Report report, String why) {
        Job job = report.job();
        fields.with(
                job,
                () -> LOG.warn(
                        "job {} was cancelled and FAILed but is not in Dead, so it will be retried: {}", job, why));
    }

    /** An interrupted job cannot go back to the server. */
    public void requeueRefused(Job job, String why) {
        fields.with(job, () -> LOG.warn("job {} cannot be requeued and is FAILed instead: {}", job, why));
    }

    /** A report was refused or its connection broke: it comes back here after a pause. */
    void retry(Report report, String why) {
        if (closed) {
            return;
        }
        fields.with(report.job(), () -> LOG.warn("{} is not confirmed and will be sent again: {}", report, why));
        listeners.tell(listener -> listener.onReportRetried(report.job(), report.outcome()));
        clock.schedule(() -> add(report), pause(report.attempts()));
    }

    private static Duration pause(int attempts) {
        long cap = Math.min(LAST_RETRY.toMillis(), FIRST_RETRY.toMillis() << Math.min(attempts - 1, 10));
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(cap / 2, cap + 1));
    }

    /** Nothing is left to be sent of it. */
    void remove(Report report) {
        unconfirmed.remove(report);
        if (whenEmpty.get() != null) {
            tellIfEmpty();
        }
    }

    /** How many reports the server has not confirmed. */
    public int size() {
        return unconfirmed.size();
    }

    /** The worker ends without the server's confirmation. */
    public void undelivered(Report report) {
        fields.with(
                report.job(),
                () -> LOG.warn(
                        "{} could not be delivered; the server hands the job out again when its reservation runs out",
                        report));
        report.tellUnknown("it could not be delivered");
    }

    /** A snapshot of what the server has not confirmed. */
    public Collection<Report> unconfirmed() {
        return List.copyOf(unconfirmed);
    }

    /**
     * Sends nothing again from now on: without a connection, that would go on until the reservations end.
     *
     * @return what the server has not confirmed
     */
    public Collection<Report> close() {
        closed = true;
        return unconfirmed();
    }

    /** Runs the task once, as soon as everything is confirmed or dropped; perhaps at once. */
    public void whenEmpty(Runnable task) {
        whenEmpty.set(task);
        tellIfEmpty();
    }

    private void tellIfEmpty() {
        if (unconfirmed.isEmpty()) {
            Runnable task = whenEmpty.getAndSet(null);
            if (task != null) {
                task.run();
            }
        }
    }
}
