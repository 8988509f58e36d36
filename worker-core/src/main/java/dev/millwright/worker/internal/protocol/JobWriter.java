package dev.millwright.worker.internal.protocol;

import dev.millwright.worker.Job;
import dev.millwright.worker.JobFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/** Writes jobs as JSON, and refuses what the server would refuse or corrupt. Stateless; any thread. */
final class JobWriter {
    private static final int MIN_JID_BYTES = 8;

    /** A time that lies farther back says nothing but "now". */
    private static final Duration OLDEST_AT = Duration.ofDays(365);

    /** Nobody means a job to start later than this: it is a mistake in the unit, or in the sum. */
    private static final Duration LATEST_AT = Duration.ofDays(4 * 365 + 1);

    private JobWriter() {}

    /** Writes one JSON object. What has been written of a job that is refused is worthless. */
    static void write(JsonGenerator json, Job job, Instant now) {
        JsonNode args = plain(job, job.args().toJson());
        JsonNode custom = job.custom().isEmpty() ? null : plain(job, tree(job));
        check(job, args, custom);
        checkAt(job, now);
        try {
            write(json, job, args, custom, now);
        } catch (JacksonException e) {
            throw refused(job, "it cannot be written as JSON: " + e.getOriginalMessage());
        }
    }

    private static void write(JsonGenerator json, Job job, JsonNode args, @Nullable JsonNode custom, Instant now) {
        json.writeStartObject();
        json.writeStringProperty("jid", job.jid());
        json.writeStringProperty("queue", job.queue());
        json.writeStringProperty("jobtype", job.jobtype());
        json.writeName("args");
        json.writeTree(args);
        // Always: without it the server can take over the retry of an earlier PUSH on any connection.
        json.writeNumberProperty("retry", job.retry());
        json.writeStringProperty("created_at", job.createdAt().orElse(now).toString());
        Duration reserveFor = job.requestedReserveFor().orElse(null);
        if (reserveFor != null) {
            json.writeNumberProperty("reserve_for", seconds(reserveFor));
        }
        if (job.backtrace() > 0) {
            json.writeNumberProperty("backtrace", job.backtrace());
        }
        Instant at = job.at().orElse(null);
        if (at != null && !at.isBefore(now.minus(OLDEST_AT))) {
            json.writeStringProperty("at", at.toString());
        }
        JobFailure failure = job.failure().orElse(null);
        if (failure != null) {
            write(json, failure);
        }
        if (custom != null) {
            json.writeName("custom");
            json.writeTree(custom);
        }
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, JobFailure failure) {
        json.writeObjectPropertyStart("failure");
        json.writeNumberProperty("retry_count", failure.retryCount());
        json.writeNumberProperty("remaining", failure.remaining());
        if (failure.failedAt() != null) {
            json.writeStringProperty("failed_at", failure.failedAt().toString());
        }
        if (failure.nextAt() != null) {
            json.writeStringProperty("next_at", failure.nextAt().toString());
        }
        json.writeStringProperty("errtype", failure.errtype());
        json.writeStringProperty("message", failure.message());
        json.writeArrayPropertyStart("backtrace");
        failure.backtrace().forEach(json::writeString);
        json.writeEndArray();
        json.writeEndObject();
    }

    private static long seconds(Duration reserveFor) {
        return reserveFor.getNano() == 0 ? reserveFor.getSeconds() : reserveFor.getSeconds() + 1;
    }

    private static JsonNode plain(Job job, JsonNode tree) {
        try {
            return Json.plain(tree);
        } catch (JacksonException e) {
            throw refused(job, "it cannot be written as JSON: " + e.getOriginalMessage());
        }
    }

    private static JsonNode tree(Job job) {
        try {
            return Json.MAPPER.valueToTree(job.custom());
        } catch (JacksonException e) {
            String remedy = ClosedModules.remedy(e);
            throw refused(
                    job, "custom cannot be written as JSON: " + (remedy == null ? e.getOriginalMessage() : remedy));
        }
    }

    private static void check(Job job, JsonNode args, @Nullable JsonNode custom) {
        if (Text.utf8(job.jid()).length < MIN_JID_BYTES) {
            throw refused(job, "jid \"" + job.jid() + "\" is too short: it needs at least 8 bytes");
        }
        if (!Job.isQueueName(job.queue())) {
            throw refused(
                    job, "\"" + job.queue() + "\" is not the name of a queue: use only letters, digits and . _ -");
        }
        Duration reserveFor = job.requestedReserveFor().orElse(null);
        if (reserveFor != null
                && (reserveFor.isNegative() || reserveFor.isZero() || reserveFor.compareTo(Job.MAX_RESERVE_FOR) > 0)) {
            throw refused(
                    job, "reserve_for is " + reserveFor.toSeconds() + " s: it must be positive and at most 86400 s");
        }
        checkNumbers(job, "args", args);
        if (custom != null) {
            checkNumbers(job, "custom", custom);
        }
    }

    private static void checkAt(Job job, Instant now) {
        Instant at = job.at().orElse(null);
        if (at != null && at.isAfter(now.plus(LATEST_AT))) {
            throw refused(
                    job, "at is " + at + ", more than four years from now: it must be before " + now.plus(LATEST_AT));
        }
    }

    private static void checkNumbers(Job job, String path, JsonNode node) {
        if (node.isNumber()) {
            String problem = ServerNumbers.problem(node);
            if (problem != null) {
                throw refused(job, path + " is " + node.asString() + ", and " + problem + ": send it as a string");
            }
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                checkNumbers(job, path + "[" + i + "]", node.get(i));
            }
        } else if (node.isObject()) {
            for (Map.Entry<String, JsonNode> property : node.properties()) {
                checkNumbers(job, path + "." + property.getKey(), property.getValue());
            }
        }
    }

    private static IllegalArgumentException refused(Job job, String why) {
        return new IllegalArgumentException(job.jobtype() + " " + job.jid() + " cannot be pushed: " + why);
    }
}
