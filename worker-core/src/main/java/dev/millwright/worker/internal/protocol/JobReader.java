package dev.millwright.worker.internal.protocol;

import dev.millwright.worker.Job;
import dev.millwright.worker.JobArgs;
import dev.millwright.worker.JobFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.node.ArrayNode;

/** Reads one job from JSON, token by token. One instance a job, one thread. */
final class JobReader {
    // These read one value out of the middle of the job: tokens follow.
    private static final ObjectReader TREES =
            Json.MAPPER.readerFor(JsonNode.class).without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final ObjectReader MAPS = TREES.forType(new TypeReference<Map<String, Object>>() {});

    private @Nullable String jid;
    private @Nullable String jobtype;
    private @Nullable String queue;
    private JobArgs args = JobArgs.of();
    private int retry = Job.DEFAULT_RETRY;
    private int backtrace;
    private long reserveFor;
    private @Nullable Instant at;
    private @Nullable Instant createdAt;
    private @Nullable Instant enqueuedAt;
    private @Nullable JobFailure failure;
    private Map<String, Object> custom = Map.of();

    Job read(byte[] bytes) throws JobFormatException {
        try (JsonParser json = Json.MAPPER.createParser(bytes)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new JobFormatException(null, "the job is not a JSON object");
            }
            while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = json.currentName();
                json.nextToken();
                readValue(name, json);
            }
        } catch (JacksonException e) {
            throw new JobFormatException(jid, "the job cannot be read: " + problem(e));
        }
        return build();
    }

    /** Jackson's own message can repeat the job's content, which must not get into a log. */
    private static String problem(JacksonException e) {
        if (e instanceof StreamConstraintsException) {
            return e.getOriginalMessage();
        }
        return "no valid JSON near byte " + e.getLocation().getByteOffset();
    }

    private void readValue(String name, JsonParser json) {
        switch (name) {
            case "jid" -> jid = string(json);
            case "jobtype" -> jobtype = string(json);
            case "queue" -> queue = string(json);
            case "args" -> args = args(json);
            case "retry" -> retry = integer(json, Job.DEFAULT_RETRY);
            case "backtrace" -> backtrace = Math.max(0, integer(json, 0));
            case "reserve_for" -> reserveFor = integer(json, 0);
            case "at" -> at = instant(json);
            case "created_at" -> createdAt = instant(json);
            case "enqueued_at" -> enqueuedAt = instant(json);
            case "failure" -> failure = failure(json);
            case "custom" -> custom = custom(json);
            default -> json.skipChildren();
        }
    }

    private Job build() throws JobFormatException {
        if (jid == null || jid.isEmpty()) {
            throw new JobFormatException(null, "the job has no jid");
        }
        if (jobtype == null || jobtype.isBlank()) {
            throw new JobFormatException(jid, "the job has no jobtype");
        }
        Job.Builder job = Job.received(jobtype).jid(jid).args(args).retry(retry).backtrace(backtrace);
        if (queue != null) {
            job.queue(queue);
        }
        if (reserveFor > 0) {
            job.reserveFor(Duration.ofSeconds(reserveFor));
        }
        if (at != null) {
            job.at(at);
        }
        if (createdAt != null) {
            job.createdAt(createdAt);
        }
        if (enqueuedAt != null) {
            job.enqueuedAt(enqueuedAt);
        }
        if (failure != null) {
            job.failure(failure);
        }
        custom.forEach(job::custom);
        return job.build();
    }

    private static @Nullable String string(JsonParser json) {
        if (json.currentToken() == JsonToken.VALUE_STRING) {
            return json.getString();
        }
        json.skipChildren();
        return null;
    }

    private static int integer(JsonParser json, int absent) {
        if (json.currentToken() == JsonToken.VALUE_NUMBER_INT) {
            long value = json.getNumberType() == JsonParser.NumberType.BIG_INTEGER ? absent : json.getLongValue();
            return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, value));
        }
        json.skipChildren();
        return absent;
    }

    private static @Nullable Instant instant(JsonParser json) {
        String text = string(json);
        if (text == null || text.isEmpty()) {
            return null;
        }
        return Timestamps.parse(text);
    }

    private static JobArgs args(JsonParser json) {
        if (json.currentToken() == JsonToken.VALUE_NULL) {
            return JobArgs.of();
        }
        JsonNode node = TREES.readValue(json);
        return node instanceof ArrayNode array ? JobArgs.ofJson(array) : JobArgs.of(node);
    }

    private static Map<String, Object> custom(JsonParser json) {
        if (json.currentToken() == JsonToken.START_OBJECT) {
            return MAPS.readValue(json);
        }
        json.skipChildren();
        return Map.of();
    }

    private static @Nullable JobFailure failure(JsonParser json) {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return null;
        }
        int retryCount = 0;
        int remaining = 0;
        Instant failedAt = null;
        Instant nextAt = null;
        String errtype = null;
        String message = null;
        List<String> backtrace = List.of();
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case "retry_count" -> retryCount = integer(json, 0);
                case "remaining" -> remaining = integer(json, 0);
                case "failed_at" -> failedAt = instant(json);
                case "next_at" -> nextAt = instant(json);
                case "errtype" -> errtype = string(json);
                case "message" -> message = string(json);
                case "backtrace" -> backtrace = strings(json);
                default -> json.skipChildren();
            }
        }
        return new JobFailure(
                retryCount,
                remaining,
                failedAt,
                nextAt,
                errtype == null ? "" : errtype,
                message == null ? "" : message,
                backtrace);
    }

    private static List<String> strings(JsonParser json) {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            json.skipChildren();
            return List.of();
        }
        List<String> strings = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            String line = string(json);
            if (line != null) {
                strings.add(line);
            }
        }
        return strings;
    }
}
