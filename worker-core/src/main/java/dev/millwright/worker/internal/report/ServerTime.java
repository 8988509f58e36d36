package dev.millwright.worker.internal.report;

import dev.millwright.worker.Job;
import dev.millwright.worker.WorkerClock;
import java.time.Instant;

/** The server's clock, as far as a job tells of it. Stateless; any thread. */
public final class ServerTime {
    private ServerTime() {}

    /**
     * A lower bound of the server's time, from the job's {@code enqueued_at}. With a slow local clock, {@code at} would
     * lie in the server's past, the job would start at once, and our ACK would hit that run.
     *
     * @param reservationEndNanos on the monotonic clock
     */
    public static Instant earliest(Job job, long reservationEndNanos, WorkerClock clock) {
        Instant here = clock.instant();
        long fetchedNanos = reservationEndNanos - job.reserveFor().toNanos();
        return job.enqueuedAt()
                .map(enqueued -> enqueued.plusNanos(clock.nanoTime() - fetchedNanos))
                .filter(there -> there.isAfter(here))
                .orElse(here);
    }
}
