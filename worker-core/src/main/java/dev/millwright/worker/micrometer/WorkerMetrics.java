package dev.millwright.worker.micrometer;

import dev.millwright.worker.CancellationReason;
import dev.millwright.worker.Job;
import dev.millwright.worker.JobContext;
import dev.millwright.worker.JobListener;
import dev.millwright.worker.JobOutcome;
import dev.millwright.worker.WorkerPool;
import dev.millwright.worker.WorkerReport;
import dev.millwright.worker.WorkerStatus;
import dev.millwright.worker.WorkerView;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Measures a worker with Micrometer.
 *
 * <pre>{@code
 * WorkerMetrics metrics = new WorkerMetrics(registry);
 * Worker worker = Worker.builder().listener(metrics)...build();
 * metrics.bindTo(worker);
 * }</pre>
 *
 * <table>
 * <caption>Meters; Prometheus shows {@code millwright.jobs} as {@code millwright_jobs_seconds}</caption>
 * <tr><th>Name<th>Kind<th>Tags<th>Meaning
 * <tr><td>{@code millwright.jobs}<td>timer with buckets from 5 ms to 30 min
 *     <td>{@code jobtype}, {@code queue}, {@code outcome}: {@code acked}, {@code failed}, {@code retried} if it failed and
 *     its policy has it tried again, or for an interrupted job,
 *     whatever becomes of it, {@code shutdown}, {@code cancelled}, {@code deadline}
 *     <td>jobs whose functions have ended, and how long these ran
 * <tr><td>{@code millwright.jobs.refused}<td>counter<td><td>jobs that were FAILed without being run: of an unknown
 *     jobtype, unreadable, or refused by the executor
 * <tr><td>{@code millwright.jobs.retried}<td>counter<td><td>jobs that failed and are tried again by their policy
 * <tr><td>{@code millwright.signals}<td>counter<td>{@code reason}: {@code shutdown}, {@code cancelled},
 *     {@code deadline}<td>signals that have fired
 * <tr><td>{@code millwright.fetches}<td>timer with buckets from 1 ms to 2.5 s
 *     <td>{@code result}: {@code job}, {@code none}<td>time from FETCH to its reply; while the queues are empty the
 *     server answers after 2 s
 * <tr><td>{@code millwright.reports.retried}<td>counter<td><td>reports that were not confirmed and are sent again
 * <tr><td>{@code millwright.reports.dropped}<td>counter<td><td>reports that were given up
 * <tr><td>{@code millwright.reports.pending}<td>gauge<td><td>reports that the server has not confirmed
 * <tr><td>{@code millwright.reconnects}<td>counter<td><td>connections that had been lost and are back
 * <tr><td>{@code millwright.slots}<td>gauge<td>{@code pool}<td>slots there are now
 * <tr><td>{@code millwright.slots.used}<td>gauge<td>{@code pool}<td>slots whose jobs run
 * <tr><td>{@code millwright.slots.waiting}<td>gauge<td>{@code pool}<td>jobs that are reserved and wait without a slot
 * <tr><td>{@code millwright.pool.paused}<td>gauge<td>{@code pool}<td>1 while the pool was told not to fetch, else 0
 * <tr><td>{@code millwright.lanes.connected}<td>gauge<td>{@code pool}<td>connections over which jobs are fetched now
 * <tr><td>{@code millwright.heartbeat.age}<td>gauge, seconds<td><td>time since the server confirmed a heartbeat; not
 *     a number before the first
 * <tr><td>{@code millwright.failure.rate}<td>gauge, 0 to 1<td><td>the part of the runs completed in the last full
 *     minute that failed, retried or not, see {@link WorkerReport.Counts#failureRate}; not a number before the first
 * <tr><td>{@code millwright.failure.rate.permanent}<td>gauge, 0 to 1<td><td>the part that failed for good, see
 *     {@link WorkerReport.Counts#permanentFailureRate}
 * <tr><td>{@code millwright.pool.failure.rate}, {@code millwright.pool.failure.rate.permanent}<td>gauges, 0 to 1
 *     <td>{@code pool}<td>the same of one pool
 * </table>
 *
 * <p>The number of meters is bounded: a jobtype becomes a tag only if this worker has a function for it.
 * The gauges are there after {@link #bindTo}. One object measures one worker. Any thread.
 */
// Not "requires transitive": a program without Micrometer must not need it to compile.
@SuppressWarnings("exports")
public final class WorkerMetrics implements JobListener {
    private static final Duration[] JOB_BUCKETS = {
        Duration.ofMillis(5),
        Duration.ofMillis(25),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(30),
        Duration.ofMinutes(1),
        Duration.ofMinutes(5),
        Duration.ofMinutes(30)
    };
    private static final Duration[] FETCH_BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(25),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofMillis(2500)
    };

    private static final Map<String, String> INTERRUPTED = Arrays.stream(CancellationReason.values())
            .collect(Collectors.toUnmodifiableMap(CancellationReason::errtype, WorkerMetrics::word));

    private record JobKey(String jobtype, String queue, String outcome) {}

    private final MeterRegistry registry;
    private final Tags tags;
    // Every job asks for its timer: the registry's own look-up costs many times as much.
    private final Map<JobKey, Timer> jobs = new ConcurrentHashMap<>();
    private final Map<CancellationReason, Counter> signals = new EnumMap<>(CancellationReason.class);
    private final Counter refused;
    private final Counter retried;
    private final Timer fetchesWithJob;
    private final Timer fetchesWithout;
    private final Counter reportsRetried;
    private final Counter reportsDropped;
    private final Counter reconnects;

    /**
     * Measures into a registry.
     *
     * @param registry receives the meters
     */
    public WorkerMetrics(MeterRegistry registry) {
        this(registry, Tags.empty());
    }

    /**
     * Measures into a registry, with further tags on all meters.
     *
     * @param registry receives the meters
     * @param tags for instance a name, to tell several workers of one process apart
     */
    public WorkerMetrics(MeterRegistry registry, Iterable<Tag> tags) {
        this.registry = registry;
        this.tags = Tags.of(tags);
        this.refused = counter("millwright.jobs.refused", "Jobs FAILed without being run");
        this.retried = counter("millwright.jobs.retried", "Jobs that failed and are tried again by their policy");
        this.fetchesWithJob = fetches("job");
        this.fetchesWithout = fetches("none");
        this.reportsRetried = counter("millwright.reports.retried", "Reports that are sent again");
        this.reportsDropped = counter("millwright.reports.dropped", "Reports that were given up");
        this.reconnects = counter("millwright.reconnects", "Lost connections that are back");
        // All of them now: a counter that appears with its first event hides that event from rates.
        for (CancellationReason reason : CancellationReason.values()) {
            Counter counter = Counter.builder("millwright.signals")
                    .description("Signals that have fired")
                    .tags(this.tags.and("reason", word(reason)))
                    .register(registry);
            signals.put(reason, counter);
        }
    }

    /**
     * Adds the gauges, for which the worker must be asked. They go when the worker is garbage.
     *
     * @param worker the worker that has this listener
     */
    public void bindTo(WorkerView worker) {
        WorkerStatus status = worker.status();
        for (WorkerStatus.Pool each : status.pools()) {
            String name = each.name();
            poolGauge("millwright.slots", "Slots there are", worker, name, WorkerStatus.Pool::slots);
            poolGauge("millwright.slots.used", "Slots whose jobs run", worker, name, WorkerStatus.Pool::running);
            poolGauge(
                    "millwright.slots.waiting",
                    "Jobs that wait without a slot",
                    worker,
                    name,
                    WorkerStatus.Pool::waiting);
            poolGauge(
                    "millwright.pool.paused",
                    "Whether the pool was told not to fetch",
                    worker,
                    name,
                    pool -> pool.state() == WorkerPool.State.PAUSED ? 1 : 0);
            poolGauge(
                    "millwright.lanes.connected",
                    "Connections over which jobs are fetched",
                    worker,
                    name,
                    WorkerStatus.Pool::connectedLanes);
        }
        FailureRates.bindTo(worker, status.pools(), registry, tags);
        Gauge.builder("millwright.reports.pending", worker, it -> it.status().pendingReports())
                .description("Reports that the server has not confirmed")
                .tags(tags)
                .register(registry);
        Gauge.builder("millwright.heartbeat.age", worker, WorkerMetrics::heartbeatAge)
                .description("Time since the server confirmed a heartbeat")
                .baseUnit("seconds")
                .tags(tags)
                .register(registry);
    }

    private void poolGauge(
            String name,
            String description,
            WorkerView worker,
            String pool,
            ToDoubleFunction<WorkerStatus.Pool> value) {
        // Looked up by name: a worker's pools are few and stay the same.
        ToDoubleFunction<WorkerView> ask = it -> it.status().pools().stream()
                .filter(candidate -> candidate.name().equals(pool))
                .mapToDouble(value)
                .sum();
        Gauge.builder(name, worker, ask)
                .description(description)
                .tags(ofPool(tags, pool))
                .register(registry);
    }

    static Tags ofPool(Tags tags, String pool) {
        return tags.and("pool", pool.isEmpty() ? "unnamed" : pool);
    }

    private static double heartbeatAge(WorkerView worker) {
        return worker.status().heartbeatAge().map(age -> age.toNanos() / 1e9).orElse(Double.NaN);
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).tags(tags).register(registry);
    }

    private Timer fetches(String result) {
        return Timer.builder("millwright.fetches")
                .description("Time from FETCH to its reply")
                .serviceLevelObjectives(FETCH_BUCKETS)
                .tags(tags.and("result", result))
                .register(registry);
    }

    private Timer jobs(JobKey key) {
        return Timer.builder("millwright.jobs")
                .description("How long the functions of jobs ran")
                .serviceLevelObjectives(JOB_BUCKETS)
                .tags(tags.and("jobtype", key.jobtype, "queue", key.queue, "outcome", key.outcome))
                .register(registry);
    }

    @Override
    public void onFetched(Duration waited, boolean gotJob) {
        (gotJob ? fetchesWithJob : fetchesWithout).record(waited);
    }

    @Override
    public void onJobSignalled(JobContext context, CancellationReason reason) {
        Counter counter = signals.get(reason);
        if (counter != null) {
            counter.increment();
        }
    }

    @Override
    public void onJobEnded(JobContext context, JobOutcome outcome, Duration elapsed) {
        Job job = context.job();
        JobKey key = new JobKey(job.jobtype(), job.queue(), word(outcome));
        jobs.computeIfAbsent(key, this::jobs).record(elapsed);
    }

    private static String word(JobOutcome outcome) {
        if (outcome instanceof JobOutcome.Fail fail) {
            // By the errtype: the outcome is settled a moment before the signal knows its reason.
            return INTERRUPTED.getOrDefault(fail.errtype(), "failed");
        }
        if (outcome instanceof JobOutcome.Retry) {
            return "retried";
        }
        if (outcome instanceof JobOutcome.Requeue) {
            return word(CancellationReason.SHUTDOWN);
        }
        return outcome instanceof JobOutcome.Discard ? word(CancellationReason.CANCELLED) : "acked";
    }

    private static String word(CancellationReason reason) {
        return reason.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void onJobRetried(JobContext context, JobOutcome.Fail failure, Duration delay) {
        retried.increment();
    }

    @Override
    public void onJobRefused(Job job, JobOutcome outcome) {
        refused.increment();
    }

    @Override
    public void onReportRetried(Job job, JobOutcome outcome) {
        reportsRetried.increment();
    }

    @Override
    public void onReportDropped(Job job, JobOutcome outcome, String why) {
        reportsDropped.increment();
    }

    @Override
    public void onReconnected(String connection) {
        reconnects.increment();
    }
}
