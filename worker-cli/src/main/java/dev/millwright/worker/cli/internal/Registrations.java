package dev.millwright.worker.cli.internal;

import dev.millwright.worker.JobHandler;
import dev.millwright.worker.JobOptions;
import dev.millwright.worker.JobRegistry;
import dev.millwright.worker.Worker;

/** Registers on a worker's builder, and knows whether anything was registered. For one thread. */
final class Registrations implements JobRegistry {
    private final Worker.Builder builder;
    private boolean empty = true;

    Registrations(Worker.Builder builder) {
        this.builder = builder;
    }

    @Override
    public JobRegistry register(String jobtype, JobOptions options, JobHandler handler) {
        builder.register(jobtype, options, handler);
        empty = false;
        return this;
    }

    boolean isEmpty() {
        return empty;
    }

    Worker.Builder builder() {
        return builder;
    }
}
