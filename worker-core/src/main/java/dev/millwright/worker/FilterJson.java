package dev.millwright.worker;

import dev.millwright.worker.JobFilter.State;
import dev.millwright.worker.internal.platform.LogText;
import dev.millwright.worker.internal.protocol.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.node.ObjectNode;

/** Reads and writes a {@link JobFilter}. What it refuses it names in one line. Stateless; any thread. */
final class FilterJson {
    private static final String ALL = "all";
    private static final String STATE = "state";
    private static final String CUSTOM = "custom";

    /** Of two fields of one name, one would be dropped without a word, and the filter match other jobs. */
    private static final ObjectReader READER =
            Json.MAPPER.reader().with(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

    private FilterJson() {}

    static JobFilter read(String text) {
        JsonNode json;
        try {
            json = READER.readTree(text);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    "a filter is JSON, which this is not: " + LogText.message(e.getOriginalMessage()), e);
        }
        return read(json);
    }

    static JobFilter read(JsonNode json) {
        if (!json.isObject()) {
            throw new IllegalArgumentException(
                    "a filter is a JSON object, such as {\"jobtype\":\"mail\"}, not " + shown(json));
        }
        JobFilter filter = JobFilter.EMPTY;
        boolean all = false;
        Set<FilterField> seen = EnumSet.noneOf(FilterField.class);
        for (Map.Entry<String, JsonNode> entry : json.properties()) {
            String name = entry.getKey();
            JsonNode value = entry.getValue();
            switch (name) {
                case ALL -> all = bool(value);
                case STATE -> filter = filter.withState(state(value));
                case CUSTOM -> filter = custom(filter, value);
                default -> {
                    FilterField field = FilterField.named(name).orElseThrow(() -> unknown(name));
                    if (!seen.add(field)) {
                        throw new IllegalArgumentException(
                                "give either " + field.singular() + " or " + field.plural() + ", not both");
                    }
                    filter = field.isTime()
                            ? filter.with(field, time(name, value))
                            : filter.with(field, texts(name, value));
                }
            }
        }
        if (all && !filter.isEmpty()) {
            throw new IllegalArgumentException("give either all or what the jobs must fit, not both");
        }
        return all ? JobFilter.all() : filter;
    }

    private static IllegalArgumentException unknown(String name) {
        String known =
                Arrays.stream(FilterField.values()).map(FilterField::singular).collect(Collectors.joining(", "));
        return new IllegalArgumentException("unknown field " + LogText.name(name) + " in a filter; it may have " + known
                + ", " + STATE + ", " + CUSTOM + ", or nothing but " + ALL);
    }

    private static boolean bool(JsonNode value) {
        if (!value.isBoolean()) {
            throw unfit(ALL, "true", value);
        }
        return value.booleanValue();
    }

    private static State state(JsonNode value) {
        for (State state : State.values()) {
            if (value.isString() && state.name().toLowerCase(Locale.ROOT).equals(value.stringValue())) {
                return state;
            }
        }
        throw unfit(STATE, "running, waiting or both", value);
    }

    private static Instant time(String name, JsonNode value) {
        try {
            if (value.isString()) {
                return Instant.parse(value.stringValue());
            }
        } catch (DateTimeException e) {
            // said below
        }
        throw unfit(name, "a time such as \"2026-01-31T08:00:00Z\"", value);
    }

    private static List<String> texts(String name, JsonNode value) {
        List<String> texts = new ArrayList<>();
        for (JsonNode item : value.isArray() ? value : List.of(value)) {
            if (!item.isString()) {
                throw unfit(name, "a text or a list of texts", item);
            }
            texts.add(item.stringValue());
        }
        return texts;
    }

    private static JobFilter custom(JobFilter filter, JsonNode value) {
        if (!value.isObject()) {
            throw unfit(CUSTOM, "an object such as {\"tenant\":\"7\"}", value);
        }
        if (value.isEmpty()) {
            throw new IllegalArgumentException(CUSTOM + ": the object is empty; leave it out for any");
        }
        FilterCheck.size(CUSTOM, value.size(), JobFilter.MAX_VALUES);
        JobFilter narrowed = filter;
        for (Map.Entry<String, JsonNode> pair : value.properties()) {
            JsonNode wanted = pair.getValue();
            if (!wanted.isString() && !wanted.isNumber() && !wanted.isBoolean()) {
                throw unfit(CUSTOM + " " + LogText.name(pair.getKey()), "a text, a number, true or false", wanted);
            }
            narrowed = narrowed.withCustom(pair.getKey(), wanted.asString());
        }
        return narrowed;
    }

    private static IllegalArgumentException unfit(String name, String wanted, JsonNode value) {
        return new IllegalArgumentException(name + ": must be " + wanted + ", not " + shown(value));
    }

    private static String shown(JsonNode value) {
        return value.isContainer() ? (value.isArray() ? "a list" : "an object") : LogText.of(value, 60);
    }

    static ObjectNode write(JobFilter filter) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        if (filter.equals(JobFilter.all())) {
            return json.put(ALL, true);
        }
        for (FilterField field : FilterField.values()) {
            Set<String> texts = filter.texts(field);
            Instant time = filter.times().get(field);
            if (texts.size() == 1) {
                json.put(field.singular(), texts.iterator().next());
            } else if (!texts.isEmpty()) {
                texts.forEach(json.putArray(field.plural())::add);
            } else if (time != null) {
                json.put(field.singular(), time.toString());
            }
        }
        if (filter.state() != State.BOTH) {
            json.put(STATE, filter.state().name().toLowerCase(Locale.ROOT));
        }
        if (!filter.custom().isEmpty()) {
            filter.custom().forEach(json.putObject(CUSTOM)::put);
        }
        return json;
    }
}
