package dev.millwright.worker.cli.internal;

import dev.millwright.worker.JobHandler;
import dev.millwright.worker.JobOptions;
import dev.millwright.worker.JobRegistry;
import dev.millwright.worker.Worker;
import java.util.SortedSet;
import java.util.TreeSet;

/** Registers on a worker's builder, and remembers what was registered. For one thread. */
final class Registrations implements JobRegistry {
    private final Worker.Builder builder;
    private final SortedSet<String> jobtypes = new TreeSet<>();

    Registrations(Worker.Builder builder) {
        this.builder = builder;
    }

    @Override
    public JobRegistry register(String jobtype, JobOptions options, JobHandler handler) {
        builder.register(jobtype, options, handler);
        jobtypes.add(jobtype);
        return this;
    }

    SortedSet<String> jobtypes() {
        return jobtypes;
    }

    Worker.Builder builder() {
        return builder;
    }
}
