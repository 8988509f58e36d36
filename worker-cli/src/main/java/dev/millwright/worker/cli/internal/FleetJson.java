package dev.millwright.worker.cli.internal;

import dev.millwright.worker.cli.internal.values.Words;
import dev.millwright.worker.fleet.FleetJob;
import dev.millwright.worker.fleet.FleetOperation;
import dev.millwright.worker.fleet.FleetWorker;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What scripts read of a group. Stateless; any thread. */
final class FleetJson {
    private FleetJson() {}

    static ObjectNode worker(FleetWorker worker, long running) {
        ObjectNode json = object().put("wid", worker.wid()).put("host", worker.host());
        json.put("pid", worker.pid()).put("state", Words.of(worker.state())).put("version", worker.version());
        texts(json.putArray("labels"), worker.labels());
        json.put("started", worker.started().toString());
        ArrayNode pools = json.putArray("pools");
        for (FleetWorker.Pool pool : worker.pools()) {
            ObjectNode one = pools.addObject().put("name", pool.name().isEmpty() ? "default" : pool.name());
            one.put("slots", pool.slots());
            texts(one.putArray("queues"), pool.queues());
        }
        texts(json.putArray("jobtypes"), worker.jobtypes());
        return json.put("running", running);
    }

    /**
     * A running job.
     *
     * @param worker who runs it; null if it has gone meanwhile
     */
    static ObjectNode job(FleetJob job, @Nullable FleetWorker worker) {
        ObjectNode json = object().put("jid", job.jid()).put("jobtype", job.jobtype());
        json.put("queue", job.queue()).put("pool", job.pool().isEmpty() ? "default" : job.pool());
        json.put("since", job.since().toString()).put("deadline", job.deadline().toString());
        json.put("created_at", job.createdAt().map(Object::toString).orElse(null));
        ObjectNode custom = json.putObject("custom");
        job.custom().forEach(custom::put);
        json.put("wid", job.wid());
        return json.put("host", worker == null ? null : worker.host());
    }

    /** An operation as the command that has opened it tells of it. */
    static ObjectNode result(FleetOperation operation) {
        ObjectNode json = object().put("id", operation.id()).put("state", Words.of(operation.state()));
        json.put("matched", operation.matched()).put("cancelled", operation.cancelled());
        json.put("already_over", operation.alreadyOver()).put("failed", operation.failed());
        return json.put("workers", operation.workers()).put("acknowledged", operation.acknowledged());
    }

    /** All that is known of an operation. */
    static ObjectNode operation(FleetOperation operation) {
        ObjectNode json = result(operation);
        json.set("filter", operation.filter().toJson());
        json.put("reason", operation.reason()).put("by", operation.by());
        json.put("discard", operation.discard()).put("dry_run", operation.dryRun());
        json.put("opened", operation.opened().toString());
        json.put("cutoff", operation.cutoff().toString());
        json.put("expires", operation.expires().toString());
        ArrayNode workers = json.putArray("per_worker");
        for (FleetOperation.PerWorker worker : operation.perWorker()) {
            ObjectNode one = workers.addObject().put("wid", worker.wid()).put("host", worker.host());
            one.put("live", worker.live()).put("acknowledged", worker.acknowledged());
            one.put("matched", worker.matched()).put("cancelled", worker.cancelled());
            one.put("already_over", worker.alreadyOver()).put("failed", worker.failed());
        }
        return json;
    }

    private static ObjectNode object() {
        return JsonMapper.shared().createObjectNode();
    }

    private static void texts(ArrayNode array, Collection<String> texts) {
        texts.forEach(array::add);
    }
}
