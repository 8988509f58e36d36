package dev.millwright.worker.internal.report;

import dev.millwright.worker.Job;
import dev.millwright.worker.WorkerClock;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** The server's clock, as far as a job tells of it. Stateless; any thread. */
public final class ServerTime {
    private ServerTime() {}

    /**
     * A lower bound of the server's time, from what it has stamped on the job: {@code enqueued_at}, and {@code failed_at},
     * as a MUTATE that requeues leaves the former as it was. With a slow local clock, {@code at} would lie in the
     * server's past, the job would start at once, and our ACK would hit that run.
     *
     * @param reservationEndNanos on the monotonic clock
     */
    public static Instant earliest(Job job, long reservationEndNanos, WorkerClock clock) {
        Instant here = clock.instant();
        long fetchedNanos = reservationEndNanos - job.reserveFor().toNanos();
        long elapsed = clock.nanoTime() - fetchedNanos;
        Optional<Instant> failed = job.failure().flatMap(failure -> Optional.ofNullable(failure.failedAt()));
        return Stream.of(job.enqueuedAt(), failed)
                .flatMap(Optional::stream)
                .map(stamped -> stamped.plusNanos(elapsed))
                .filter(there -> there.isAfter(here))
                .max(Comparator.naturalOrder())
                .orElse(here);
    }
}
