package dev.millwright.worker.internal.job;

import dev.millwright.worker.Job;
import dev.millwright.worker.JobOutcome.Fail;
import dev.millwright.worker.internal.platform.SafeLogger;
import dev.millwright.worker.internal.protocol.Text;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The tries of a job that a retry policy has counted. They travel in the job's {@code custom} when it is pushed again.
 * Immutable; any thread.
 *
 * @param failures how many tries have failed
 * @param firstAt when the first one did; null if none has
 * @param errtype what the last one failed of
 * @param message what it said
 */
record Tries(int failures, @Nullable Instant firstAt, String errtype, String message) {
    /** Where they are in {@code custom}. Documented, and no key of the server's. */
    static final String KEY = "millwright_retry";

    static final Tries NONE = new Tries(0, null, "", "");

    private static final Logger LOG = SafeLogger.of(Tries.class);

    private static final int ERRTYPE_BYTES = 100;
    private static final int MESSAGE_BYTES = 300;
    private static final int MAX_FAILURES = 1_000_000;

    /** Those that a job brings with it. Anybody can have written them: what makes no sense counts as none. */
    static Tries of(Job job) {
        Object value = job.custom().get(KEY);
        if (value == null) {
            return NONE;
        }
        if (value instanceof Map<?, ?> map
                && map.get("failures") instanceof Number failures
                && failures.doubleValue() == failures.intValue()
                && failures.intValue() >= 1
                && failures.intValue() <= MAX_FAILURES
                && map.get("first_at") instanceof String firstAt
                && map.get("errtype") instanceof String errtype
                && map.get("message") instanceof String message) {
            try {
                return new Tries(failures.intValue(), Instant.parse(firstAt), cut(errtype), message);
            } catch (DateTimeException e) {
                // said below, for all that is wrong
            }
        }
        LOG.warn("job {} has tries in its custom, {}, that cannot be read: its tries are counted from one", job, KEY);
        return NONE;
    }

    private static String cut(String errtype) {
        return Text.cut(errtype, ERRTYPE_BYTES);
    }

    /** With one more that has failed. */
    Tries and(Fail fail, Instant now) {
        return new Tries(
                Math.min(failures + 1, MAX_FAILURES),
                firstAt == null ? now : firstAt,
                cut(fail.errtype()),
                Text.cut(fail.message(), MESSAGE_BYTES));
    }

    /** A job that brings them with it to its next fetch. */
    Job in(Job job) {
        if (firstAt == null) {
            return job;
        }
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("failures", failures);
        value.put("first_at", firstAt.toString());
        value.put("errtype", errtype);
        value.put("message", Text.cut(message, MESSAGE_BYTES));
        return job.toBuilder().custom(KEY, value).build();
    }
}
