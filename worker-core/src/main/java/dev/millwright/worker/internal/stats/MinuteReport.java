package dev.millwright.worker.internal.stats;

import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.WorkerReport;
import dev.millwright.worker.WorkerReport.Counts;
import dev.millwright.worker.internal.job.ActiveJobs;
import dev.millwright.worker.internal.job.PoolCounts.Totals;
import dev.millwright.worker.internal.platform.SafeLogger;
import dev.millwright.worker.internal.pool.Pool;
import dev.millwright.worker.internal.report.Listeners;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Counts by the minute, from the worker's start on, and tells what came of each. Driven by the clock, on whose thread
 * nothing foreign is called. Any thread may ask.
 */
public final class MinuteReport {
    private static final Logger LOG = SafeLogger.of(MinuteReport.class);

    static final Duration MINUTE = Duration.ofMinutes(1);

    /** By so much may the calendar run from the monotonic clock, or the clock be late, before a minute is none. */
    private static final Duration JUMP = Duration.ofSeconds(30);

    /**
     * The minute that goes on.
     *
     * @param endNanos when it is to end
     * @param before what had been counted when it began, in the order of the pools
     */
    private record Minute(Instant from, long fromNanos, long endNanos, List<Totals> before) {
        Minute endingAt(long nanos) {
            return new Minute(from, fromNanos, nanos, before);
        }
    }

    private final WorkerClock clock;
    private final Looks looks;
    private final Backlog backlog;
    private final News news;
    private final SlotWatch slots;
    private volatile Minute minute;
    private volatile @Nullable WorkerReport last;
    private volatile WorkerClock.@Nullable Scheduled timer;
    private volatile boolean closed;

    /**
     * A report of pools that have counted nothing yet.
     *
     * @param backlog is asked for each minute's end
     */
    public MinuteReport(WorkerClock clock, List<Pool> pools, ActiveJobs jobs, Listeners listeners, Backlog backlog) {
        this.clock = clock;
        this.looks = new Looks(pools, jobs);
        this.backlog = backlog;
        this.news = new News(listeners);
        this.slots = new SlotWatch(looks, jobs, () -> last, news);
        this.minute = begin();
    }

    private Minute begin() {
        long now = clock.nanoTime();
        return new Minute(clock.instant(), now, now + MINUTE.toNanos(), looks.totals());
    }

    /** The first minute begins. */
    public void start() {
        goOn(begin());
    }

    private void goOn(Minute next) {
        minute = next;
        timer = clock.schedule(this::end, Duration.ofNanos(next.endNanos - next.fromNanos));
    }

    /** On the clock. */
    private void end() {
        if (closed) {
            return;
        }
        Minute ended = minute;
        Minute next = begin();
        long late = next.fromNanos - ended.endNanos;
        Duration jumped = Duration.between(ended.from, next.from)
                .minusNanos(next.fromNanos - ended.fromNanos)
                .abs();
        if (jumped.compareTo(JUMP) > 0 || late > JUMP.toNanos()) {
            LOG.debug(
                    "the minute from {} is not reported: the clock has jumped by {} ms, and its end came {} ms late",
                    ended.from,
                    jumped.toMillis(),
                    Duration.ofNanos(late).toMillis());
            goOn(next);
            return;
        }
        goOn(next.endingAt(ended.endNanos + MINUTE.toNanos())); // so that small delays do not add up
        backlog.ask(report(ended, next), this::publish);
    }

    /** Looks for pools in which no slot comes free. To be called once a second by the clock. */
    public void look() {
        slots.look();
    }

    private void publish(WorkerReport report) {
        if (!closed) {
            last = report;
            news.tell(report);
        }
    }

    private WorkerReport report(Minute from, Minute until) {
        List<WorkerReport.Pool> reports = new ArrayList<>();
        Counts total = new Counts(0, 0, 0, 0, 0, 0, 0, 0, 0);
        for (int i = 0; i < looks.pools().size(); i++) {
            Pool pool = looks.pools().get(i);
            Counts counts = looks.counts(pool, until.before.get(i).since(from.before.get(i)));
            total = total.plus(counts);
            reports.add(new WorkerReport.Pool(pool.name(), counts, backlog.unknown(pool)));
        }
        return new WorkerReport(from.from, until.from, total, reports);
    }

    /** The minute that goes on, as far as it has come. */
    public WorkerReport current() {
        return report(minute, begin());
    }

    /** The last full minute; empty before the first has ended. */
    public Optional<WorkerReport> last() {
        return Optional.ofNullable(last);
    }

    /** Ends without another report: the minute that goes on is none. */
    public void close() {
        closed = true;
        WorkerClock.Scheduled next = timer;
        if (next != null) {
            next.cancel();
        }
        news.close();
    }
}
