package dev.millwright.worker.cli.internal;

import dev.millwright.worker.CancellationSource;
import dev.millwright.worker.JobHandler;
import dev.millwright.worker.JobListener;
import dev.millwright.worker.JobMiddleware;
import dev.millwright.worker.JobOptions;
import dev.millwright.worker.JobRegistry;
import dev.millwright.worker.Worker;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** Registers on a worker's builder, and remembers what of it is shown. For one thread. */
final class Registrations implements JobRegistry {
    private final Worker.Builder builder;
    private final SortedSet<String> jobtypes = new TreeSet<>();
    private final Map<String, List<String>> pools = new LinkedHashMap<>();

    Registrations(Worker.Builder builder) {
        this.builder = builder;
    }

    @Override
    public JobRegistry register(String jobtype, JobOptions options, JobHandler handler) {
        builder.register(jobtype, options, handler);
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
    public JobRegistry pool(String name, int slots, String... queues) {
        builder.pool(name, slots, queues);
        pools.put(name, List.of(queues));
        return this;
    }

    @Override
    public JobRegistry cancellationSource(CancellationSource source) {
        builder.cancellationSource(source);
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
