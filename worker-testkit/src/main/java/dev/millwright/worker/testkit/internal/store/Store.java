package dev.millwright.worker.testkit.internal.store;

import dev.millwright.worker.testkit.internal.json.GoQuote;
import dev.millwright.worker.testkit.internal.json.GoTime;
import dev.millwright.worker.testkit.internal.json.InvalidJson;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * All jobs of the server and what may happen to them. Never blocks and has no lock of its own: only
 * used under the {@link Broker}'s.
 */
public final class Store {
    static final Duration DEAD_TTL = Duration.ofDays(180);
    private static final int FAKTORYS_RETRY = 25;

    private final InstantSource clock;
    private final Backoff backoff;
    private final JobQueues queues = new JobQueues();
    private final TimedJobs scheduled = new TimedJobs();
    private final TimedJobs retries = new TimedJobs();
    private final TimedJobs dead = new TimedJobs();
    private final WorkingSet working = new WorkingSet();
    private long defaultRetry = FAKTORYS_RETRY;
    private long reservations;
    private long processed;
    private long failures;
    private boolean enqueued;

    Store(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.backoff = new Backoff(random);
    }

    /**
     * Takes the job of a PUSH in. The stock server reads each PUSH into its own default, so the
     * {@code retry} of one becomes that of all later jobs that name none, whoever pushes them. That
     * has cost workers jobs, so this server does the same.
     */
    public void pushOne(JobRecord job) throws Refused {
        if (job.retry != null) {
            defaultRetry = job.retry;
        }
        push(job);
    }

    /** A restarted server knows Faktory's own default again. */
    void forgetDefaultRetry() {
        defaultRetry = FAKTORYS_RETRY;
    }

    /** Takes a new job in: checked, completed, then enqueued or scheduled. */
    public void push(JobRecord job) throws Refused {
        job.check();
        if (job.retry == null) {
            job.retry = defaultRetry;
        }
        if (job.createdAt.isEmpty()) {
            job.createdAt = GoTime.format(clock.instant());
        }
        if (job.queue.isEmpty()) {
            job.queue = "default";
        }
        @Nullable Instant at = timeOf(job);
        if (at != null && at.isAfter(clock.instant())) {
            // As in the stock server, the queue's name is not looked at before the job is due.
            scheduled.add(at, job.write());
        } else {
            enqueue(job);
        }
    }

    private static @Nullable Instant timeOf(JobRecord job) throws Refused {
        if (job.at.isEmpty()) {
            return null;
        }
        try {
            return GoTime.parse(job.at);
        } catch (InvalidJson e) {
            throw new Refused("invalid timestamp for 'at': " + GoQuote.text(job.at) + ": " + e.getMessage());
        }
    }

    private void enqueue(JobRecord job) throws Refused {
        job.enqueuedAt = GoTime.format(clock.instant());
        try {
            queues.push(job.queue, job.write());
        } catch (Refused e) {
            throw new Refused("cannot get " + GoQuote.text(job.queue) + " queue: " + e.getMessage());
        }
        enqueued = true;
    }

    /** Enqueues a stored job just as it is, its old enqueued_at included. */
    void enqueueUnchanged(String payload) throws Refused {
        queues.push(JobRecord.readStored(payload).queue, payload);
        enqueued = true;
    }

    /** Whether a job was enqueued since this was last asked: FETCHes that wait may want it. */
    boolean takeEnqueued() {
        boolean result = enqueued;
        enqueued = false;
        return result;
    }

    /** Reserves the next job of these queues, in their strict order; null if there is none. */
    @Nullable
    Reservation reserve(String wid, List<String> names) {
        String payload = queues.pop(names);
        if (payload == null) {
            return null;
        }
        Reservation reservation = new Reservation(JobRecord.readStored(payload), wid, clock.instant(), reservations++);
        working.add(reservation);
        return reservation;
    }

    /** Undoes a reservation whose job reached nobody. */
    void giveBack(Reservation reservation) {
        if (working.get(reservation.jid()) == reservation) {
            working.release(reservation.jid());
        }
        if (working.removeEnd(reservation)) {
            queues.unpop(reservation.job().queue, reservation.job().write());
            enqueued = true;
        }
    }

    /** Ends the jid's reservation, whoever holds it; unknown jids are nobody's mistake. */
    public void acknowledge(String jid) {
        Reservation reservation = working.release(jid);
        if (reservation != null) {
            working.removeEnd(reservation);
            processed++;
        }
    }

    public void fail(String jid, FailReport report) throws Refused {
        Reservation reservation = release(jid);
        if (working.removeEnd(reservation)) {
            recordFailure(reservation.job(), report);
        }
    }

    private Reservation release(String jid) throws Refused {
        Reservation reservation = working.release(jid);
        if (reservation == null) {
            throw new Refused("Job not found " + jid);
        }
        return reservation;
    }

    private void recordFailure(JobRecord job, FailReport report) {
        processed++;
        failures++;
        long retry = job.retry == null ? defaultRetry : job.retry;
        Failure failure = job.failure;
        if (failure == null) {
            failure = new Failure();
            failure.failedAt = GoTime.format(clock.instant());
            failure.remaining = retry;
            job.failure = failure;
        } else {
            failure.again();
        }
        failure.describe(report);
        if (retry == 0) {
            return;
        }
        Instant now = clock.instant();
        if (failure.retryCount < retry) {
            Instant next = now.plus(backoff.delay(failure.retryCount));
            failure.nextAt = GoTime.format(next);
            retries.add(next, job.write());
        } else {
            dead.add(now.plus(DEAD_TTL), job.write());
        }
    }

    int enqueueScheduled() {
        return enqueueDue(scheduled);
    }

    int enqueueRetries() {
        return enqueueDue(retries);
    }

    private int enqueueDue(TimedJobs set) {
        int count = 0;
        for (String payload : set.removeDue(clock.instant())) {
            try {
                enqueue(JobRecord.readStored(payload));
                count++;
            } catch (Refused e) {
                // A scheduled job with an impossible queue is lost here, as in the stock server.
            }
        }
        return count;
    }

    int purgeDead() {
        return dead.removeDue(clock.instant()).size();
    }

    /** FAILs the jobs whose reservation is over. */
    int reapReservations() {
        int count = 0;
        for (Reservation expired : working.removeExpired(clock.instant())) {
            // By jid: a newer reservation of the same jid ends with a forgotten older one.
            Reservation current = working.release(expired.jid());
            if (current != null) {
                recordFailure(current.job(), FailReport.RESERVATION_EXPIRED);
                count++;
            }
        }
        return count;
    }

    /** Empties the database; what the stock server keeps in its own memory stays. */
    public void flush() {
        queues.flush();
        scheduled.clear();
        retries.clear();
        dead.clear();
        working.flush();
        processed = 0;
        failures = 0;
    }

    JobQueues queues() {
        return queues;
    }

    WorkingSet working() {
        return working;
    }

    /** One of scheduled, retries, dead; null for any other name. */
    @Nullable
    TimedJobs set(String name) {
        return switch (name) {
            case "scheduled" -> scheduled;
            case "retries" -> retries;
            case "dead" -> dead;
            default -> null;
        };
    }

    TimedJobs scheduled() {
        return scheduled;
    }

    TimedJobs retries() {
        return retries;
    }

    TimedJobs dead() {
        return dead;
    }

    public long processed() {
        return processed;
    }

    public long failures() {
        return failures;
    }
}
