package dev.millwright.worker.fleet.internal.record;

import dev.millwright.worker.WorkerState;
import dev.millwright.worker.fleet.FleetJob;
import dev.millwright.worker.fleet.FleetWorker;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes and reads what a worker says of itself. What is read may be of another release, or by anyone: fields that are
 * not known are passed over, and what cannot be understood is no worker and no job. Moments are milliseconds since 1970.
 * Stateless; any thread.
 */
public final class Records {
    /** How long the text of a worker's jobs may be in all; what is beyond is counted. */
    private static final int MAX_TEXT = 100_000;

    private static final JsonMapper JSON = new JsonMapper();

    private Records() {}

    /**
     * What a worker runs.
     *
     * @param jobs those that are listed
     * @param unlisted how many more run
     * @param unreadable how many records could not be read
     */
    public record Jobs(List<FleetJob> jobs, long unlisted, long unreadable) {
        /** Copies the list. */
        public Jobs {
            jobs = List.copyOf(jobs);
        }
    }

    /** A worker, as JSON. */
    public static String text(FleetWorker worker) {
        ObjectNode json = JSON.createObjectNode();
        json.put("host", worker.host()).put("pid", worker.pid());
        json.put("state", worker.state().name().toLowerCase(Locale.ROOT)).put("version", worker.version());
        json.put("started", worker.started().toEpochMilli());
        texts(json.putArray("labels"), worker.labels());
        texts(json.putArray("jobtypes"), worker.jobtypes());
        ArrayNode pools = json.putArray("pools");
        for (FleetWorker.Pool pool : worker.pools()) {
            ObjectNode one = pools.addObject().put("name", pool.name()).put("slots", pool.slots());
            texts(one.putArray("queues"), pool.queues());
        }
        return json.toString();
    }

    /** What a worker runs, as JSON; as many as there is room for. */
    public static String text(Collection<FleetJob> listed, long unlisted) {
        StringBuilder text = new StringBuilder("{\"jobs\":[");
        long left = unlisted;
        String comma = "";
        for (FleetJob job : listed) {
            String one = json(job).toString();
            if (text.length() + one.length() > MAX_TEXT) {
                left++;
                continue;
            }
            text.append(comma).append(one);
            comma = ",";
        }
        return text.append("],\"unlisted\":").append(left).append('}').toString();
    }

    private static ObjectNode json(FleetJob job) {
        ObjectNode json = JSON.createObjectNode();
        json.put("jid", job.jid()).put("jobtype", job.jobtype());
        json.put("queue", job.queue()).put("pool", job.pool());
        json.put("since", job.since().toEpochMilli())
                .put("deadline", job.deadline().toEpochMilli());
        job.createdAt().ifPresent(when -> json.put("created", when.toEpochMilli()));
        if (!job.custom().isEmpty()) {
            ObjectNode custom = json.putObject("custom");
            job.custom().forEach(custom::put);
        }
        return json;
    }

    private static void texts(ArrayNode array, List<String> texts) {
        texts.forEach(array::add);
    }

    /** Reads a worker; empty if it is none. */
    public static Optional<FleetWorker> worker(String wid, String text) {
        JsonNode json = parsed(text);
        Optional<WorkerState> state =
                state(json == null ? "" : json.path("state").asString(""));
        if (json == null || state.isEmpty()) {
            return Optional.empty();
        }
        List<FleetWorker.Pool> pools = new ArrayList<>();
        for (JsonNode pool : json.path("pools")) {
            pools.add(new FleetWorker.Pool(
                    pool.path("name").asString(""),
                    texts(pool.path("queues")),
                    pool.path("slots").asInt(0)));
        }
        return Optional.of(new FleetWorker(
                wid,
                json.path("host").asString(""),
                json.path("pid").asLong(0),
                state.get(),
                json.path("version").asString(""),
                texts(json.path("labels")),
                instant(json.path("started")),
                pools,
                texts(json.path("jobtypes"))));
    }

    /** Reads what a worker runs. */
    public static Jobs jobs(String wid, String text) {
        if (text.isEmpty()) {
            return new Jobs(List.of(), 0, 0); // it has just expired
        }
        JsonNode json = parsed(text);
        if (json == null) {
            return new Jobs(List.of(), 0, 1);
        }
        List<FleetJob> jobs = new ArrayList<>();
        long unreadable = 0;
        for (JsonNode each : json.path("jobs")) {
            String jid = each.path("jid").asString("");
            if (jid.isEmpty()) {
                unreadable++;
                continue;
            }
            JsonNode created = each.path("created");
            jobs.add(new FleetJob(
                    wid,
                    jid,
                    each.path("jobtype").asString(""),
                    each.path("queue").asString(""),
                    each.path("pool").asString(""),
                    instant(each.path("since")),
                    instant(each.path("deadline")),
                    created.isNumber() ? Optional.of(instant(created)) : Optional.empty(),
                    custom(each.path("custom"))));
        }
        return new Jobs(jobs, json.path("unlisted").asLong(0), unreadable);
    }

    private static @Nullable JsonNode parsed(String text) {
        try {
            JsonNode json = JSON.readTree(text);
            return json.isObject() ? json : null;
        } catch (JacksonException e) {
            return null;
        }
    }

    private static Optional<WorkerState> state(String name) {
        for (WorkerState state : WorkerState.values()) {
            if (state.name().equalsIgnoreCase(name)) {
                return Optional.of(state);
            }
        }
        return Optional.empty();
    }

    private static Instant instant(JsonNode json) {
        return Instant.ofEpochMilli(json.asLong(0));
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(each -> texts.add(each.asString("")));
        return texts;
    }

    private static Map<String, String> custom(JsonNode json) {
        Map<String, String> custom = new LinkedHashMap<>();
        json.properties()
                .forEach(entry -> custom.put(entry.getKey(), entry.getValue().asString("")));
        return custom;
    }
}
