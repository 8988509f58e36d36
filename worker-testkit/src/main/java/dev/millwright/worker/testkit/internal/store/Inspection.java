package dev.millwright.worker.testkit.internal.store;

import dev.millwright.worker.testkit.ConnectedWorker;
import dev.millwright.worker.testkit.ReservedJob;
import dev.millwright.worker.testkit.StoredJob;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Copies of the state, for tests and INFO. For use by any thread. */
public final class Inspection {
    private final Broker broker;

    public Inspection(Broker broker) {
        this.broker = broker;
    }

    /** The sizes of all queues, by name. */
    public Map<String, Integer> queueSizes() {
        return broker.read(() -> {
            JobQueues queues = broker.store().queues();
            Map<String, Integer> sizes = new TreeMap<>();
            queues.names().forEach(name -> sizes.put(name, queues.size(name)));
            return sizes;
        });
    }

    /** The sizes of scheduled, retries, dead and working, by name. */
    public Map<String, Integer> setSizes() {
        return broker.read(() -> {
            Store store = broker.store();
            Map<String, Integer> sizes = new TreeMap<>();
            sizes.put("scheduled", store.scheduled().size());
            sizes.put("retries", store.retries().size());
            sizes.put("dead", store.dead().size());
            sizes.put("working", store.working().size());
            return sizes;
        });
    }

    public List<StoredJob> queue(String name) {
        return broker.read(() -> broker.store().queues().payloads(name)).stream()
                .map(payload -> storedJob(JobRecord.readStored(payload), payload, null))
                .toList();
    }

    public List<StoredJob> scheduled() {
        return jobs(broker.read(() -> broker.store().scheduled().entries()));
    }

    public List<StoredJob> retries() {
        return jobs(broker.read(() -> broker.store().retries().entries()));
    }

    public List<StoredJob> dead() {
        return jobs(broker.read(() -> broker.store().dead().entries()));
    }

    private static List<StoredJob> jobs(List<TimedJobs.Entry> entries) {
        return entries.stream()
                .map(entry -> storedJob(JobRecord.readStored(entry.payload()), entry.payload(), entry.at()))
                .toList();
    }

    public List<ReservedJob> working() {
        return broker.read(() -> broker.store().working().held().stream()
                .map(held -> new ReservedJob(
                        storedJob(held.job(), held.job().write(), null),
                        held.wid(),
                        held.since(),
                        held.expiry(),
                        held.cancelled()))
                .toList());
    }

    public List<ConnectedWorker> workers() {
        return broker.read(() -> broker.workers().all().stream()
                .map(worker -> new ConnectedWorker(
                        worker.wid(),
                        worker.hostname(),
                        worker.pid(),
                        worker.labels(),
                        worker.state(),
                        worker.lastBeat(),
                        worker.rssKb(),
                        worker.connections()))
                .toList());
    }

    private static StoredJob storedJob(JobRecord job, String json, @Nullable Instant at) {
        return new StoredJob(
                job.jid, job.jobtype, job.queue, Optional.ofNullable(at), Optional.ofNullable(failure(job)), json);
    }

    private static StoredJob.@Nullable Failure failure(JobRecord job) {
        Failure failure = job.failure;
        return failure == null
                ? null
                : new StoredJob.Failure(
                        failure.errtype, failure.message, failure.backtrace, (int) failure.retryCount, (int)
                                failure.remaining);
    }
}
