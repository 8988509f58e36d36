package dev.millwright.worker.testkit.internal.inline;

import dev.millwright.worker.CancelOptions;
import dev.millwright.worker.CancelResult;
import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.Job;
import dev.millwright.worker.Mutation;
import dev.millwright.worker.ServerAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.node.ObjectNode;

/** Keeps the jobs that are pushed; there is no server for anything else. Any thread. */
public final class RecordingClient implements FaktoryClient {
    private final List<Job> pushed = new CopyOnWriteArrayList<>();

    public List<Job> pushed() {
        return List.copyOf(pushed);
    }

    @Override
    public String push(Job job) {
        pushed.add(job);
        return job.jid();
    }

    @Override
    public Map<String, String> pushBulk(Collection<Job> jobs) {
        pushed.addAll(jobs);
        return Map.of();
    }

    @Override
    public ObjectNode info() {
        throw noServer("info");
    }

    @Override
    public void pauseQueues(String... queues) {
        throw noServer("pauseQueues");
    }

    @Override
    public void resumeQueues(String... queues) {
        throw noServer("resumeQueues");
    }

    @Override
    public void removeQueues(String... queues) {
        throw noServer("removeQueues");
    }

    @Override
    public Map<String, Duration> queueLatency(String... queues) {
        throw noServer("queueLatency");
    }

    @Override
    public void mutate(Mutation mutation) {
        throw noServer("mutate");
    }

    @Override
    public Map<String, CancelResult> cancel(Collection<String> jids, CancelOptions options) {
        throw noServer("cancel");
    }

    @Override
    public void flush() {
        throw noServer("flush");
    }

    @Override
    public ServerAddress address() {
        throw noServer("address");
    }

    @Override
    public void close() {
        // The worker's client is shared: closing it is not the function's business, but does no harm here.
    }

    private static UnsupportedOperationException noServer(String method) {
        return new UnsupportedOperationException("there is no server for " + method
                + "(): an inline job only records what is pushed; give it a client with InlineJob.client(...)");
    }
}
