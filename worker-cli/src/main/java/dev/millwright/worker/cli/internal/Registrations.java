package dev.millwright.worker.cli.internal;

import dev.millwright.worker.AsyncJobHandler;
import dev.millwright.worker.CancellationSource;
import dev.millwright.worker.FailureDecision;
import dev.millwright.worker.FaktoryException;
import dev.millwright.worker.JobAdmission;
import dev.millwright.worker.JobCompletion;
import dev.millwright.worker.JobHandler;
import dev.millwright.worker.JobListener;
import dev.millwright.worker.JobMiddleware;
import dev.millwright.worker.JobOptions;
import dev.millwright.worker.JobRegistry;
import dev.millwright.worker.QueueGate;
import dev.millwright.worker.Worker;
import dev.millwright.worker.WorkerExtension;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Registers on a worker's builder, and remembers what of it is shown. Whatever the code throws that registers is a fault of
 * that code, but for what this registry refuses and what the server does. For one thread.
 */
final class Registrations implements JobRegistry {
    private final Worker.Builder builder;
    private final SortedSet<String> jobtypes = new TreeSet<>();
    private final Map<String, List<String>> pools = new LinkedHashMap<>();

    Registrations(Worker.Builder builder) {
        this.builder = builder;
    }

    /**
     * Adds all functions that a worker is to have.
     *
     * @param own registers those of the program
     * @param jars as given with {@code --jobs}
     * @param thorough whether to read the jars to the end
     */
    void add(Consumer<? super JobRegistry> own, boolean samples, List<String> jars, boolean thorough) {
        guarded("the program that registers its job functions", () -> own.accept(this));
        if (samples) {
            SampleJobs.register(this);
        }
        JobJars.register(jars, thorough, this);
        if (jobtypes.isEmpty()) {
            throw new UsageException("there are no job functions to run: name a jar with --jobs, try --sample-jobs,"
                    + " or start the worker from your own main with WorkerMain.run");
        }
    }

    /** Runs code of the user's. */
    static void guarded(String whose, Runnable code) {
        try {
            code.run();
        } catch (UsageException | FaktoryException e) {
            throw e; // a jobtype twice, say, or a job that it cannot push; each has its own exit code
        } catch (Throwable e) {
            throw Unexpected.inCodeOf(whose, e);
        }
    }

    /** Tells what the registry refuses from what the user's code throws by itself. */
    private static void refusing(Runnable registering) {
        try {
            registering.run();
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public JobRegistry register(String jobtype, JobOptions options, JobHandler handler) {
        refusing(() -> builder.register(jobtype, options, handler));
        jobtypes.add(jobtype);
        return this;
    }

    @Override
    public JobRegistry registerAsync(String jobtype, JobOptions options, AsyncJobHandler handler) {
        refusing(() -> builder.registerAsync(jobtype, options, handler));
        jobtypes.add(jobtype);
        return this;
    }

    @Override
    public JobRegistry middleware(JobMiddleware middleware) {
        builder.middleware(middleware);
        return this;
    }

    @Override
    public JobRegistry listener(JobListener listener) {
        builder.listener(listener);
        return this;
    }

    @Override
    public JobRegistry onComplete(Consumer<? super JobCompletion> function) {
        builder.onComplete(function);
        return this;
    }

    @Override
    public JobRegistry pool(String name, int slots, String... queues) {
        refusing(() -> builder.pool(name, slots, queues));
        pools.put(name, List.of(queues));
        return this;
    }

    @Override
    public JobRegistry queueGate(QueueGate gate) {
        builder.queueGate(gate);
        return this;
    }

    @Override
    public JobRegistry cancellationSource(CancellationSource source) {
        Objects.requireNonNull(source, "source");
        builder.cancellationSource(new CancellationSource() {
            @Override
            public void start(Target target) {
                guarded(source.getClass().getName(), () -> source.start(target));
            }

            @Override
            public void close() {
                source.close();
            }
        });
        return this;
    }

    @Override
    public JobRegistry admission(JobAdmission admission) {
        builder.admission(admission);
        return this;
    }

    @Override
    public JobRegistry failureDecision(FailureDecision decision) {
        builder.failureDecision(decision);
        return this;
    }

    @Override
    public JobRegistry extension(WorkerExtension extension) {
        builder.extension(extension);
        return this;
    }

    /** The queues of the named pools, in the order in which these were declared. */
    Map<String, List<String>> pools() {
        return pools;
    }

    SortedSet<String> jobtypes() {
        return jobtypes;
    }

    Worker.Builder builder() {
        return builder;
    }
}
