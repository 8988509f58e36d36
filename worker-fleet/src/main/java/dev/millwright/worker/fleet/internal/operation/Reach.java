package dev.millwright.worker.fleet.internal.operation;

import dev.millwright.worker.Job;
import dev.millwright.worker.JobFilter;
import dev.millwright.worker.WorkerFacts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How far an order reaches into one worker: what of its filter is settled once and for all is settled here, so that little is
 * left to be compared with each job. Immutable.
 *
 * @param filter the order's, narrowed to jobs that were made by the cutoff; one that no job fits if it is not for this worker
 * @param before from when on a job was made too late
 * @param waitingJobs whether a job can fit that has not begun
 * @param jids those that it names; empty for any
 * @param custom one of the pairs that it names; null for any
 * @param jobtypes those that it names; empty for any
 * @param queues those that it names; empty for any
 */
record Reach(
        JobFilter filter,
        Instant before,
        boolean waitingJobs,
        List<String> jids,
        Map.@Nullable Entry<String, String> custom,
        List<String> jobtypes,
        List<String> queues) {
    /** The store tells time in these, so that jobs of the cutoff's own count as made by then. */
    private static final Duration UNIT = Duration.ofMillis(1);

    private static final JobFilter NOTHING = JobFilter.EMPTY.withCreatedBefore(Instant.MIN);

    private static final Job ANY = Job.received("any").build();

    /**
     * Looks at a filter.
     *
     * @param asked as it was given
     * @param cutoff the operation's
     * @param facts of the worker
     */
    static Reach of(JobFilter asked, Instant cutoff, WorkerFacts facts) {
        ObjectNode json = asked.toJson();
        Instant end = cutoff.plus(UNIT);
        JsonNode given = json.path("created_before");
        Instant before = given.isString() ? Instant.parse(given.stringValue()) : end;
        boolean anyJob = fits(json, facts);
        JobFilter filter = asked;
        if (end.isBefore(before) || !given.isString()) {
            before = end;
            try {
                filter = asked.withCreatedBefore(end);
            } catch (IllegalArgumentException e) {
                anyJob = false; // it is for jobs that were made later
            }
        }
        boolean runningOnly = json.path("state").asString("").equals("running")
                || json.has("started_after")
                || json.has("started_before");
        return new Reach(
                anyJob ? filter : NOTHING,
                before,
                anyJob && !runningOnly,
                texts(json, "jid", "jids"),
                pair(json.path("custom")),
                texts(json, "jobtype", "jobtypes"),
                texts(json, "queue", "queues"));
    }

    /** Whether it is for this worker. */
    private static boolean fits(ObjectNode json, WorkerFacts facts) {
        ObjectNode ofWorker = json.deepCopy();
        ofWorker.retain("label", "labels", "version", "versions", "host", "hosts");
        return ofWorker.isEmpty() || JobFilter.fromJson(ofWorker).matches(ANY, null, facts);
    }

    private static Map.@Nullable Entry<String, String> pair(JsonNode custom) {
        return custom.properties().stream()
                .findFirst()
                .map(pair -> Map.entry(pair.getKey(), pair.getValue().asString("")))
                .orElse(null);
    }

    private static List<String> texts(ObjectNode json, String singular, String plural) {
        List<String> texts = new ArrayList<>();
        json.path(plural).forEach(text -> texts.add(text.asString("")));
        if (json.has(singular)) {
            texts.add(json.path(singular).asString(""));
        }
        return List.copyOf(texts);
    }
}
