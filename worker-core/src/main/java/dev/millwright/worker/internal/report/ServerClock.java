package dev.millwright.worker.internal.report;

import dev.millwright.worker.Job;
import dev.millwright.worker.WorkerClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * The server's clock, as far as fetched jobs tell of it. A job that is to run later carries the time of its start, and the
 * server compares that with its own clock. If ours is behind, the job starts too early, and the ACK of this run hits the
 * next one.
 *
 * <p>The server stamps {@code enqueued_at} on a job when it can be fetched, so at that moment at least it was so late
 * there. A job that has waited in its queue tells little; the freshest of all jobs of the last minutes tells most. INFO has
 * the time as well, but is no question for a worker: server 1.10.0 can end by it, rarely.
 *
 * <p>Any thread.
 */
public final class ServerClock {
    /** After one to two of these a stamp is forgotten: the server's clock may have been set back. */
    private static final long WINDOW_NANOS = Duration.ofMinutes(10).toNanos();

    /**
     * What is further ahead counts for its own job only. A producer can have written it on a job for later, and a MUTATE
     * that requeues that leaves it as it is.
     */
    private static final Duration MOST_AHEAD = Duration.ofDays(1);

    /** No server is so late, and nothing can be added to the end of time. */
    private static final Instant LAST = Instant.parse("9999-01-01T00:00:00Z");

    private static final long NONE = Long.MIN_VALUE;

    private final WorkerClock clock;
    private final AtomicLong ahead = new AtomicLong(NONE); // of the monotonic clock, in this window
    private volatile long before = NONE; // in the last one
    private volatile long windowEndNanos;

    public ServerClock(WorkerClock clock) {
        this.clock = clock;
        this.windowEndNanos = clock.nanoTime() + WINDOW_NANOS;
    }

    /**
     * Learns from a job.
     *
     * @param here when the reply to its FETCH was there
     * @param nanos the same on the monotonic clock
     */
    public void learn(Job job, Instant here, long nanos) {
        Instant there = job.enqueuedAt().orElse(null);
        if (there == null || !there.isAfter(here) || there.isAfter(here.plus(MOST_AHEAD))) {
            return;
        }
        turn(nanos);
        long known = ahead.get();
        long now = epochNanos(there) - nanos;
        while (now > known && !ahead.compareAndSet(known, now)) {
            known = ahead.get();
        }
    }

    /**
     * A lower bound of the server's time; ours, unless it is certain that theirs is ahead.
     *
     * @param job for whose sake it is asked: it tells as well, also by its {@code failed_at}, as a MUTATE that requeues
     *     leaves the other stamp as it was
     * @param reservationEndNanos the end of its reservation, on the monotonic clock
     */
    public Instant now(Job job, long reservationEndNanos) {
        Instant here = clock.instant();
        long nanos = clock.nanoTime();
        turn(nanos);
        long most = Math.max(ahead.get(), before);
        Optional<Instant> learned =
                most == NONE ? Optional.empty() : Optional.of(Instant.EPOCH.plusNanos(most + nanos));
        long elapsed = nanos - (reservationEndNanos - job.reserveFor().toNanos());
        Optional<Instant> failed = job.failure().flatMap(failure -> Optional.ofNullable(failure.failedAt()));
        Stream<Instant> own = Stream.of(job.enqueuedAt(), failed)
                .flatMap(Optional::stream)
                .filter(stamp -> stamp.isBefore(LAST))
                .map(stamp -> stamp.plusNanos(elapsed));
        return Stream.concat(own, learned.stream())
                .filter(there -> there.isAfter(here))
                .max(Comparator.naturalOrder())
                .orElse(here);
    }

    /** Two that come here at once may forget a stamp too early, which the next job makes up for. */
    private void turn(long nanos) {
        long late = nanos - windowEndNanos;
        if (late >= 0) {
            windowEndNanos = nanos + WINDOW_NANOS;
            long last = ahead.getAndSet(NONE);
            before = late < WINDOW_NANOS ? last : NONE;
        }
    }

    private static long epochNanos(Instant instant) {
        return Duration.between(Instant.EPOCH, instant).toNanos();
    }
}
