package dev.millwright.worker.cli.internal;

import dev.millwright.worker.Job;
import dev.millwright.worker.JobArgs;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads a job that somebody has written for {@code push -}. Strict, unlike the worker: a misspelt key
 * would make another job than was meant. Stateless; any thread.
 */
final class JobLine {
    private static final List<String> KEYS = List.of(
            "jid", "jobtype", "queue", "args", "retry", "reserve_for", "backtrace", "at", "created_at", "custom");

    /** With all digits of its numbers: the client refuses those that the server would change. */
    private static final JsonMapper EXACT = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private JobLine() {}

    /**
     * Reads one line.
     *
     * @param line a JSON object
     * @param defaults sets what the line may leave open
     * @throws IllegalArgumentException if it is no job; says why
     */
    static Job parse(String line, Consumer<Job.Builder> defaults) {
        ObjectNode json = object(line);
        Job.Builder job = Job.builder(jobtype(json));
        defaults.accept(job);
        json.forEachEntry((key, value) -> set(job, key, value));
        return job.build();
    }

    private static ObjectNode object(String line) {
        try {
            if (EXACT.readTree(line) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    "no valid JSON near column " + e.getLocation().getColumnNr(), e);
        }
        throw new IllegalArgumentException("a job is a JSON object, such as {\"jobtype\":\"hello\",\"args\":[1]}");
    }

    private static String jobtype(ObjectNode json) {
        String jobtype = json.path("jobtype").asString("");
        if (jobtype.isBlank()) {
            throw new IllegalArgumentException("the job has no jobtype");
        }
        return jobtype;
    }

    private static void set(Job.Builder job, String key, JsonNode value) {
        switch (key) {
            case "jobtype" -> string(key, value);
            case "jid" -> job.jid(string(key, value));
            case "queue" -> job.queue(string(key, value));
            case "args" -> job.args(args(value));
            case "retry" -> job.retry(integer(key, value));
            case "reserve_for" -> job.reserveFor(Duration.ofSeconds(integer(key, value)));
            case "backtrace" -> job.backtrace(integer(key, value));
            case "at" -> job.at(time(key, value));
            case "created_at" -> job.createdAt(time(key, value));
            case "custom" -> custom(job, value);
            default ->
                throw new IllegalArgumentException("a job has no '" + key + "'"
                        + Similar.question(key, KEYS).replaceFirst("^\\.$", ""));
        }
    }

    private static String string(String key, JsonNode value) {
        if (!value.isString()) {
            throw new IllegalArgumentException(key + " must be a string");
        }
        return value.asString();
    }

    private static int integer(String key, JsonNode value) {
        if (!value.isInt()) {
            throw new IllegalArgumentException(key + " must be a whole number");
        }
        return value.asInt();
    }

    private static Instant time(String key, JsonNode value) {
        try {
            return Instant.parse(string(key, value));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(key + " must be a time such as 2030-01-31T08:00:00Z", e);
        }
    }

    private static JobArgs args(JsonNode value) {
        if (value instanceof ArrayNode array) {
            return JobArgs.ofJson(array);
        }
        throw new IllegalArgumentException("args must be an array");
    }

    private static void custom(Job.Builder job, JsonNode value) {
        if (!value.isObject()) {
            throw new IllegalArgumentException("custom must be an object");
        }
        value.forEachEntry(job::custom);
    }
}
