package dev.millwright.worker.cli.internal.admin;

import dev.millwright.worker.WorkerReport;
import dev.millwright.worker.WorkerReport.Counts;
import dev.millwright.worker.WorkerView;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a worker has done in the last full minute, and in the one that goes on. Any thread. */
final class Reports {
    private final WorkerView worker;

    Reports(WorkerView worker) {
        this.worker = worker;
    }

    Answer show() {
        ObjectNode json = JsonMapper.shared().createObjectNode();
        worker.lastReport()
                .ifPresentOrElse(report -> describe(report, json.putObject("last")), () -> json.putNull("last"));
        describe(worker.report(), json.putObject("current"));
        return Answer.of("application/json", json + "\n");
    }

    private static void describe(WorkerReport report, ObjectNode json) {
        json.put("from", report.from().toString());
        json.put("until", report.until().toString());
        describe(report.total(), json.putObject("total"));
        ArrayNode pools = json.putArray("pools");
        for (WorkerReport.Pool pool : report.pools()) {
            ObjectNode node = pools.addObject();
            node.put("name", Pools.shown(pool.name()));
            describe(pool.counts(), node);
            ArrayNode queues = node.putArray("queues");
            pool.queues().forEach(queue -> describe(queue, queues.addObject()));
        }
    }

    private static void describe(Counts counts, ObjectNode json) {
        json.put("started", counts.started());
        json.put("completed", counts.completed());
        json.put("succeeded", counts.succeeded());
        json.put("failed", counts.failed());
        json.put("retried", counts.retried());
        json.put("cancelled", counts.cancelled());
        json.put("running", counts.running());
        json.put("waiting", counts.waiting());
        json.put("written_off", counts.writtenOff());
        json.put("failure_rate", counts.failureRate());
        json.put("permanent_failure_rate", counts.permanentFailureRate());
    }

    private static void describe(WorkerReport.Queue queue, ObjectNode json) {
        json.put("name", queue.name());
        json.put("backlog", queue.backlog().isPresent() ? (Long) queue.backlog().getAsLong() : null);
        json.put("latency_seconds", seconds(queue.latency().orElse(null)));
    }

    private static @Nullable Double seconds(@Nullable Duration latency) {
        return latency == null ? null : latency.toNanos() / 1e9;
    }
}
