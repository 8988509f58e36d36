package dev.millwright.worker.testkit.internal.store;

import java.time.Duration;
import java.time.Instant;

/** A job in the hands of a worker until it reports, or until the reservation ends. */
public final class Reservation {
    private static final Duration DEFAULT = Duration.ofMinutes(30);
    private static final Duration MIN = Duration.ofSeconds(60);
    private static final Duration MAX = Duration.ofDays(1);

    private final JobRecord job;
    private final String wid;
    private final Instant since;
    private final Instant expiry;
    private final long number;
    private boolean cancelled;

    Reservation(JobRecord job, String wid, Instant since, long number) {
        this.job = job;
        this.wid = wid;
        this.since = since;
        this.expiry = since.plus(length(job.reserveFor));
        this.number = number;
    }

    private static Duration length(long reserveFor) {
        if (reserveFor == 0) {
            return DEFAULT;
        }
        Duration wished = Duration.ofSeconds(reserveFor);
        return wished.compareTo(MIN) < 0 ? MIN : wished.compareTo(MAX) > 0 ? MAX : wished;
    }

    public JobRecord job() {
        return job;
    }

    public String jid() {
        return job.jid;
    }

    public String wid() {
        return wid;
    }

    Instant since() {
        return since;
    }

    Instant expiry() {
        return expiry;
    }

    /** Tells apart reservations that end at the same moment. */
    long number() {
        return number;
    }

    /** Whether a CANCEL named this job since it was fetched. */
    boolean cancelled() {
        return cancelled;
    }

    void cancel() {
        cancelled = true;
    }
}
