package dev.millwright.worker.fleet.internal.abandoned;

import dev.millwright.worker.CancellationReason;
import dev.millwright.worker.Job;
import dev.millwright.worker.JobContext;
import dev.millwright.worker.JobListener;
import dev.millwright.worker.JobOutcome;
import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.fleet.internal.store.CareRecords;
import dev.millwright.worker.fleet.internal.store.Unit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Counts what becomes of a worker's jobs, by unit, in memory. Jobs that somebody cancelled, that a stop interrupted, or
 * that go back as they came, have run and neither succeeded nor failed. Any thread.
 */
final class Sightings implements JobListener {
    private static final int MAX_ERROR = 200;

    /** Core's word for a job for whose type there is no function. */
    private static final String UNKNOWN = "UnknownJobType";

    private final Map<Unit, Tally> tallies = new ConcurrentHashMap<>();
    private final Queue<Tally.Taken> deploys = new ConcurrentLinkedQueue<>();
    private final AtomicLong beyond = new AtomicLong();
    private volatile @Nullable WorkerClock clock;

    void begin(WorkerClock workers, Collection<String> jobtypes, String version) {
        clock = workers;
        String line = oneLine(version);
        jobtypes.forEach(jobtype -> deploys.add(Tally.Taken.deploy(new Unit("", jobtype), line)));
    }

    /** For how many jobs there was no room. */
    long beyond() {
        return beyond.get();
    }

    @Override
    public void onJobEnded(JobContext context, JobOutcome outcome, Duration elapsed) {
        Optional<CancellationReason> reason = context.signal().reason();
        boolean stopped = reason.isPresent() && reason.get() != CancellationReason.DEADLINE;
        count(context.job(), stopped ? JobOutcome.Discard.INSTANCE : outcome);
    }

    @Override
    public void onJobRefused(Job job, JobOutcome outcome) {
        if (outcome instanceof JobOutcome.Fail fail && fail.errtype().equals(UNKNOWN)) {
            count(job, outcome);
        }
    }

    private void count(Job job, JobOutcome outcome) {
        WorkerClock now = clock;
        Tally tally = now == null ? null : tally(new Unit(job.queue(), job.jobtype()));
        if (now == null || tally == null) {
            return;
        }
        if (outcome instanceof JobOutcome.Ack) {
            tally.succeeded(now.nanoTime());
        } else if (outcome instanceof JobOutcome.Fail fail) {
            tally.failed(now.nanoTime(), told(fail));
        } else if (outcome instanceof JobOutcome.Retry retry) {
            tally.failed(now.nanoTime(), told(retry.failure()));
        } else {
            tally.ran(now.nanoTime());
        }
    }

    private @Nullable Tally tally(Unit unit) {
        Tally known = tallies.get(unit);
        if (known != null) {
            return known;
        }
        if (tallies.size() >= CareRecords.MAX_UNITS) {
            beyond.incrementAndGet();
            return null;
        }
        return tallies.computeIfAbsent(unit, unseen -> new Tally());
    }

    /** Class and message, which can be long and have lines; no args and no stack. */
    private static String told(JobOutcome.Fail fail) {
        return oneLine(fail.errtype() + ": " + fail.message());
    }

    private static String oneLine(String text) {
        String start = text.length() > MAX_ERROR ? text.substring(0, MAX_ERROR) + "…" : text;
        return start.replaceAll("[\\p{Cntrl}\\p{Cs}]+", " ");
    }

    /** What there is to say, not more than so much. */
    List<Tally.Taken> take(int most) {
        List<Tally.Taken> taken = new ArrayList<>();
        while (taken.size() < most) {
            Tally.Taken deploy = deploys.poll();
            if (deploy == null) {
                break;
            }
            taken.add(deploy);
        }
        for (Map.Entry<Unit, Tally> entry : tallies.entrySet()) {
            if (taken.size() >= most) {
                break;
            }
            if (!entry.getValue().isEmpty()) {
                taken.add(entry.getValue().take(entry.getKey()));
            }
        }
        return taken;
    }
}
