package dev.millwright.worker.fleet.internal.member;

import dev.millwright.worker.Job;
import dev.millwright.worker.RunningJob;
import dev.millwright.worker.WorkerView;
import dev.millwright.worker.fleet.FleetJob;
import dev.millwright.worker.fleet.FleetWorker;
import dev.millwright.worker.fleet.internal.record.Records;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a worker says of itself at one moment, as it is written.
 *
 * @param worker who and how it is
 * @param jobs what it runs
 */
record Snapshot(String worker, String jobs) {
    /** Jobs that end sooner are not worth a line: nobody could read it before they are over. */
    private static final Duration LISTED_AFTER = Duration.ofSeconds(1);

    private static final int MAX_JOBS = 200;
    private static final int MAX_CUSTOM = 16;
    private static final int MAX_CUSTOM_TEXT = 200;

    /**
     * Looks at a worker.
     *
     * @param view the worker
     * @param self what does not change of it
     * @param time puts the worker's time into the store's
     */
    static Snapshot of(WorkerView view, Identity self, StoreTime time) {
        List<FleetWorker.Pool> pools = view.status().pools().stream()
                .map(pool -> new FleetWorker.Pool(pool.name(), pool.queues(), pool.slots()))
                .toList();
        FleetWorker worker = new FleetWorker(
                view.wid(),
                self.host(),
                self.pid(),
                view.state(),
                self.version(),
                view.labels(),
                time.ofStore(self.started()),
                pools,
                view.jobtypes());
        Collection<RunningJob> running = view.runningJobs();
        List<FleetJob> listed = running.stream()
                .filter(job -> job.running().compareTo(LISTED_AFTER) >= 0)
                .sorted(Comparator.comparing(RunningJob::startedAt))
                .limit(MAX_JOBS)
                .map(job -> listed(view.wid(), job, time))
                .toList();
        return new Snapshot(Records.text(worker), Records.text(listed, running.size() - listed.size()));
    }

    private static FleetJob listed(String wid, RunningJob running, StoreTime time) {
        Job job = running.job();
        return new FleetJob(
                wid,
                job.jid(),
                job.jobtype(),
                job.queue(),
                running.pool(),
                time.ofStore(running.startedAt()),
                time.ofStore(running.deadline()),
                job.createdAt(),
                labels(job.custom()));
    }

    private static Map<String, String> labels(Map<String, Object> custom) {
        Map<String, String> labels = new LinkedHashMap<>();
        for (Map.Entry<String, Object> entry : custom.entrySet()) {
            Object value = entry.getValue();
            if ((value instanceof String || value instanceof Number || value instanceof Boolean)
                    && labels.size() < MAX_CUSTOM
                    && entry.getKey().length() + value.toString().length() <= MAX_CUSTOM_TEXT) {
                labels.put(entry.getKey(), value.toString());
            }
        }
        return labels;
    }

    /**
     * What does not change of a worker.
     *
     * @param host the name of its machine
     * @param pid the number of its process
     * @param version that of its program
     * @param started when it began to fetch, by its own clock
     */
    record Identity(String host, long pid, String version, Instant started) {}
}
