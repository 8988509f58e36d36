package dev.millwright.worker.testkit.internal.store;

import dev.millwright.worker.testkit.internal.json.GoSchema;
import dev.millwright.worker.testkit.internal.json.GoStruct;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The {@code failure} block of a job that failed. Guarded by the broker's lock. */
final class Failure {
    static final GoSchema SCHEMA = GoSchema.named("client.Failure")
            .strings("failed_at", "next_at", "message", "errtype")
            .stringList("backtrace")
            .integers("retry_count", "remaining");

    String failedAt = "";
    String nextAt = "";
    String message = "";
    String errtype = "";
    List<String> backtrace = List.of();
    long retryCount;
    long remaining;

    static @Nullable Failure read(GoStruct job) {
        GoStruct json = job.struct("failure");
        if (json == null) {
            return null;
        }
        Failure failure = new Failure();
        failure.failedAt = json.string("failed_at");
        failure.nextAt = json.string("next_at");
        failure.message = json.string("message");
        failure.errtype = json.string("errtype");
        failure.backtrace = json.strings("backtrace");
        failure.retryCount = json.integer("retry_count");
        failure.remaining = json.integer("remaining");
        return failure;
    }

    /** Another failure of the same job. */
    void again() {
        retryCount++;
        if (remaining > 0) {
            remaining--;
        }
    }

    void describe(FailReport report) {
        message = report.message();
        errtype = report.errtype();
        backtrace = report.backtrace();
    }

    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("failed_at", failedAt);
        putUnlessEmpty(map, "next_at", nextAt);
        putUnlessEmpty(map, "message", message);
        putUnlessEmpty(map, "errtype", errtype);
        if (!backtrace.isEmpty()) {
            map.put("backtrace", backtrace);
        }
        map.put("retry_count", retryCount);
        map.put("remaining", remaining);
        return map;
    }

    private static void putUnlessEmpty(Map<String, Object> map, String key, String value) {
        if (!value.isEmpty()) {
            map.put(key, value);
        }
    }
}
