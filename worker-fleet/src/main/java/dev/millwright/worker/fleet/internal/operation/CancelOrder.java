package dev.millwright.worker.fleet.internal.operation;

import dev.millwright.worker.CancelRequest;
import dev.millwright.worker.JobFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an operation asks of the workers, and how that is written in the store. Immutable.
 *
 * @param filter which jobs
 * @param request what becomes of them, why and by whom
 * @param dryRun whether they are counted only
 */
public record CancelOrder(JobFilter filter, CancelRequest request, boolean dryRun) {
    private static final String ACTION = "action";
    private static final String CANCEL = "cancel";
    private static final String DISCARD = "discard";
    private static final String COUNT = "count";
    private static final String FILTER = "filter";
    private static final String REASON = "reason";
    private static final String BY = "by";

    private static final JsonMapper JSON = new JsonMapper();

    /** Of two fields of one name, one would be dropped without a word, and other jobs be meant. */
    private static final ObjectReader READER = JSON.reader().with(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

    /** What it does to which jobs, in one line: the same text for the same, in whatever order it was given. */
    public String subject() {
        ObjectNode json = JSON.createObjectNode();
        json.put(ACTION, dryRun ? COUNT : request.discard() ? DISCARD : CANCEL);
        json.set(FILTER, sorted(filter.toJson()));
        return json.toString();
    }

    /** Why, and who wants it. */
    public String details() {
        return JSON.createObjectNode()
                .put(REASON, request.reason())
                .put(BY, request.by())
                .toString();
    }

    private static ObjectNode sorted(ObjectNode filter) {
        ObjectNode sorted = JSON.createObjectNode();
        filter.properties().forEach(field -> sorted.set(field.getKey(), sorted(field.getValue())));
        return sorted;
    }

    private static JsonNode sorted(JsonNode value) {
        if (value.isArray()) {
            List<String> texts = new ArrayList<>();
            value.forEach(text -> texts.add(text.stringValue()));
            texts.sort(null);
            ArrayNode array = JSON.createArrayNode();
            texts.forEach(array::add);
            return array;
        }
        if (value.isObject()) {
            Map<String, JsonNode> pairs = new TreeMap<>();
            value.properties().forEach(pair -> pairs.put(pair.getKey(), pair.getValue()));
            ObjectNode object = JSON.createObjectNode();
            pairs.forEach(object::set);
            return object;
        }
        return value;
    }

    /**
     * Reads an order. What is not known to this release is not passed over: it may be what keeps jobs from being cancelled.
     *
     * @param subject from the store; may be anything
     * @param details from the store; what cannot be read of them is left out
     * @return the order
     * @throws IllegalArgumentException if it cannot be read: one line that says why
     */
    public static CancelOrder read(String subject, String details) {
        JsonNode json = parsed(subject);
        for (Map.Entry<String, JsonNode> field : json.properties()) {
            if (!field.getKey().equals(ACTION) && !field.getKey().equals(FILTER)) {
                throw new IllegalArgumentException("it has a field that is not known here");
            }
        }
        String action = json.path(ACTION).asString("");
        if (!List.of(CANCEL, DISCARD, COUNT).contains(action)) {
            throw new IllegalArgumentException("it asks for something that is not known here");
        }
        JobFilter filter = JobFilter.fromJson(json.path(FILTER));
        if (filter.equals(JobFilter.EMPTY)) {
            throw new IllegalArgumentException("its filter is empty");
        }
        return new CancelOrder(filter, request(action.equals(DISCARD), details), action.equals(COUNT));
    }

    private static JsonNode parsed(String subject) {
        try {
            return READER.readTree(subject);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("it is not JSON", e);
        }
    }

    private static CancelRequest request(boolean discard, String details) {
        CancelRequest request = CancelRequest.DEFAULT.withDiscard(discard);
        try {
            JsonNode json = JSON.readTree(details);
            return request.withReason(json.path(REASON).asString(""))
                    .withBy(json.path(BY).asString(""));
        } catch (JacksonException e) {
            return request;
        }
    }
}
