package dev.millwright.worker.internal.config;

import dev.millwright.worker.AsyncJobHandler;
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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a worker, complete and checked. Immutable. What each of them means is said by the method of {@code
 * Worker.Builder} that has its name.
 *
 * @param executor null for threads of the worker's own
 * @param stopOnShutdown null for what each way to start a worker does by itself
 * @param pools the unnamed one first, if there is one
 * @param handlers by jobtype
 */
public record WorkerSettings(
        ServerAddress server,
        Threads threads,
        @Nullable Executor executor,
        Duration shutdownTimeout,
        Duration cleanupGrace,
        Duration startupTimeout,
        Duration deadlineMargin,
        Duration heartbeat,
        List<String> labels,
        boolean controlQueue,
        boolean requeueInterrupted,
        boolean reportBacklog,
        int writeOff,
        @Nullable Boolean stopOnShutdown,
        WorkerClock clock,
        List<JobMiddleware> middlewares,
        List<JobListener> listeners,
        List<Consumer<? super JobCompletion>> completions,
        List<CancellationSource> sources,
        List<JobAdmission> admissions,
        List<FailureDecision> failureDecisions,
        List<WorkerExtension> extensions,
        List<QueueGate> gates,
        List<PoolSettings> pools,
        Map<String, Registration> handlers) {

    /** One registered job function. */
    public sealed interface Registration {
        JobOptions options();
    }

    /** A function that is done when it returns. */
    public record Blocking(JobOptions options, JobHandler handler) implements Registration {}

    /**
     * A function that is done when its stage is.
     *
     * @param origin whose it is and where it was registered, in words
     */
    public record Async(JobOptions options, AsyncJobHandler handler, String origin) implements Registration {}

    /** Copies what could change. */
    public WorkerSettings {
        labels = List.copyOf(labels);
        middlewares = List.copyOf(middlewares);
        listeners = List.copyOf(listeners);
        completions = List.copyOf(completions);
        sources = List.copyOf(sources);
        admissions = List.copyOf(admissions);
        failureDecisions = List.copyOf(failureDecisions);
        extensions = List.copyOf(extensions);
        gates = List.copyOf(gates);
        pools = List.copyOf(pools);
        handlers = Map.copyOf(handlers);
    }
}
