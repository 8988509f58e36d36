package dev.millwright.worker.internal.config;

import dev.millwright.worker.AsyncJobHandler;
import dev.millwright.worker.AsyncJobMiddleware;
import dev.millwright.worker.CancellationSource;
import dev.millwright.worker.FailureDecision;
import dev.millwright.worker.JobAdmission;
import dev.millwright.worker.JobCompletion;
import dev.millwright.worker.JobHandler;
import dev.millwright.worker.JobListener;
import dev.millwright.worker.JobMiddleware;
import dev.millwright.worker.JobOptions;
import dev.millwright.worker.QueueGate;
import dev.millwright.worker.ServerAddress;
import dev.millwright.worker.Threads;
import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.WorkerExtension;
import dev.millwright.worker.internal.platform.SystemClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a worker's builder collects, until it is complete. Mutable; confined to the thread that builds. */
public final class WorkerDraft {
    private static final Duration MAX_HEARTBEAT = Duration.ofSeconds(30);

    public @Nullable ServerAddress server;
    public Threads threads = Threads.PLATFORM;
    public @Nullable Executor executor;
    public Duration shutdownTimeout = Duration.ofSeconds(25);
    public Duration cleanupGrace = Duration.ofSeconds(3);
    public Duration startupTimeout = Duration.ofSeconds(30);
    public Duration deadlineMargin = Duration.ofSeconds(5);
    private Duration heartbeat = Duration.ofSeconds(15);
    public List<String> labels = List.of("java");
    public boolean controlQueue = true;
    public boolean requeueInterrupted;
    public boolean reportBacklog;
    private int writeOff;
    /** Null for what each way to start a worker does by itself. */
    public @Nullable Boolean stopOnShutdown;

    public WorkerClock clock = WorkerClock.system();
    public final List<JobMiddleware> middlewares = new ArrayList<>();
    public final List<JobListener> listeners = new ArrayList<>();
    public final List<Consumer<? super JobCompletion>> completions = new ArrayList<>();
    public final List<CancellationSource> sources = new ArrayList<>();
    public final List<JobAdmission> admissions = new ArrayList<>();
    public final List<FailureDecision> failureDecisions = new ArrayList<>();
    public final List<WorkerExtension> extensions = new ArrayList<>();
    public final List<QueueGate> gates = new ArrayList<>();
    public final PoolDraft defaultPool = new PoolDraft("");

    private final List<PoolDraft> morePools = new ArrayList<>();
    private final Map<String, WorkerSettings.Registration> handlers = new TreeMap<>();

    /** Adds a named pool. */
    public void addPool(String name, int slots, List<String> queues) {
        Objects.requireNonNull(name, "name");
        if (name.isBlank() || morePools.stream().anyMatch(pool -> pool.name.equals(name))) {
            throw new IllegalArgumentException("the pool name '" + name + "' is blank or taken: choose another");
        }
        PoolDraft pool = new PoolDraft(name);
        pool.slots(slots);
        pool.queues(queues);
        morePools.add(pool);
    }

    /** Adds a job function. */
    public void addHandler(String jobtype, JobOptions options, JobHandler handler) {
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(handler, "handler");
        add(jobtype, new WorkerSettings.Blocking(options, handler));
    }

    /** Adds an asynchronous job function. */
    public void addAsyncHandler(String jobtype, JobOptions options, AsyncJobHandler handler) {
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(handler, "handler");
        add(jobtype, new WorkerSettings.Async(options, handler, Origin.of(handler)));
    }

    private void add(String jobtype, WorkerSettings.Registration registration) {
        Objects.requireNonNull(jobtype, "jobtype");
        if (jobtype.isBlank()) {
            throw new IllegalArgumentException("a job function needs a jobtype, but it is blank");
        }
        if (handlers.putIfAbsent(jobtype, registration) != null) {
            throw new IllegalArgumentException("the jobtype '" + jobtype + "' is registered twice");
        }
    }

    /** A plain middleware would end when an asynchronous function has merely begun. */
    private void checkMiddlewares() {
        handlers.forEach((jobtype, registration) -> {
            for (JobMiddleware middleware : middlewares) {
                if (registration instanceof WorkerSettings.Async && !(middleware instanceof AsyncJobMiddleware)) {
                    throw new IllegalArgumentException("the middleware " + Origin.name(middleware)
                            + " is for blocking functions, and that of '" + jobtype
                            + "' is asynchronous: make it an AsyncJobMiddleware, or add it as"
                            + " AsyncJobMiddleware.blockingOnly(…) if asynchronous ones are to run without it");
                }
            }
        });
    }

    /** Sets the interval of the heartbeat. */
    public void heartbeat(Duration interval) {
        Objects.requireNonNull(interval, "heartbeat");
        if (interval.isNegative() || interval.isZero() || interval.compareTo(MAX_HEARTBEAT) > 0) {
            throw new IllegalArgumentException("the heartbeat must be more than 0 s and at most "
                    + MAX_HEARTBEAT.toSeconds() + " s, as the server forgets a worker after 60 s, but it is "
                    + interval.toMillis() + " ms");
        }
        this.heartbeat = interval;
    }

    /** Sets how many functions may be written off. */
    public void writeOff(int max) {
        if (max < 0) {
            throw new IllegalArgumentException("how many functions may be written off must be 0 or more, not " + max);
        }
        this.writeOff = max;
    }

    /** Checks a duration. */
    public static Duration notNegative(String what, Duration value) {
        if (Objects.requireNonNull(value, what).isNegative()) {
            throw new IllegalArgumentException("the " + what + " must not be negative, but is " + value);
        }
        return value;
    }

    /** What has been collected, complete and checked; later calls of the builder do not change it. */
    public WorkerSettings settings() {
        if (handlers.isEmpty()) {
            throw new IllegalArgumentException(
                    "no job function is registered: call register(\"jobtype\", context -> …)");
        }
        checkMiddlewares();
        List<PoolSettings> pools = new ArrayList<>();
        if (morePools.isEmpty() || defaultPool.asked()) {
            if (morePools.stream().anyMatch(pool -> pool.name.equals(PoolDraft.NAME_OF_UNNAMED))) {
                throw new IllegalArgumentException(
                        "a pool named '" + PoolDraft.NAME_OF_UNNAMED + "' cannot be told from"
                                + " the unnamed one, which is known by that name: choose another, or set no queues,"
                                + " concurrency or lanes for the unnamed one");
            }
            pools.add(defaultPool.settings());
        }
        morePools.forEach(pool -> pools.add(pool.settings()));
        return new WorkerSettings(
                server == null ? ServerAddress.fromEnvironment() : server,
                threads,
                executor,
                shutdownTimeout,
                cleanupGrace,
                startupTimeout,
                deadlineMargin,
                heartbeat,
                labels,
                controlQueue,
                requeueInterrupted,
                reportBacklog,
                writeOff,
                stopOnShutdown,
                SystemClock.owned(clock),
                middlewares,
                listeners,
                completions,
                sources,
                admissions,
                failureDecisions,
                extensions,
                gates,
                pools,
                handlers);
    }
}
