package dev.millwright.worker.testkit.internal.store;

import dev.millwright.worker.testkit.internal.json.GoJson;
import dev.millwright.worker.testkit.internal.json.GoSchema;
import dev.millwright.worker.testkit.internal.json.GoStruct;
import dev.millwright.worker.testkit.internal.json.InvalidJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A job as the server reads and writes it. Keys it does not know are gone after reading. Mutable,
 * guarded by the broker's lock; what is stored is its text, as in Redis.
 */
public final class JobRecord {
    /** The job of a PUSH, which is read on top of the server's default: null leaves its retry alone. */
    private static final GoSchema PUSHED = schema().integers("retry");

    private static final GoSchema STORED = schema().integerPointer("retry");

    private static final int MIN_JID_BYTES = 8;
    private static final int MAX_RESERVE_FOR = 86_400;

    @Nullable
    Long retry;

    @Nullable
    Failure failure;

    private @Nullable Map<String, @Nullable Object> custom;
    String jid = "";
    String queue = "";
    String jobtype = "";
    String createdAt = "";
    String enqueuedAt = "";
    String at = "";

    @Nullable
    List<@Nullable Object> args;

    long reserveFor;
    private long backtrace;

    private JobRecord() {}

    private static GoSchema schema() {
        return GoSchema.named("client.Job")
                .struct("failure", Failure.SCHEMA)
                .anyMap("custom")
                .strings("jid", "queue", "jobtype", "created_at", "enqueued_at", "at")
                .anyList("args")
                .integers("reserve_for", "backtrace");
    }

    /** Reads the job of a PUSH. */
    public static JobRecord read(String text) throws InvalidJson {
        return read(GoStruct.parse(PUSHED, text));
    }

    /** Reads the jobs of a PUSHB. */
    public static List<JobRecord> readAll(String text) throws InvalidJson {
        List<JobRecord> jobs = new ArrayList<>();
        for (GoStruct json : GoStruct.parseList(STORED, text)) {
            jobs.add(read(json));
        }
        return jobs;
    }

    /** Reads a job that the store wrote. */
    static JobRecord readStored(String text) {
        try {
            return read(GoStruct.parse(STORED, text));
        } catch (InvalidJson e) {
            throw new IllegalStateException("the store holds a job that it cannot read: " + text, e);
        }
    }

    private static JobRecord read(GoStruct json) {
        JobRecord job = new JobRecord();
        job.retry = json.integerOrNull("retry");
        job.failure = Failure.read(json);
        job.custom = json.map("custom");
        job.jid = json.string("jid");
        job.queue = json.string("queue");
        job.jobtype = json.string("jobtype");
        job.createdAt = json.string("created_at");
        job.enqueuedAt = json.string("enqueued_at");
        job.at = json.string("at");
        job.args = json.list("args");
        job.reserveFor = json.integer("reserve_for");
        job.backtrace = json.integer("backtrace");
        return job;
    }

    public String jid() {
        return jid;
    }

    /** Refuses what can be no job, before anything is done with it. */
    public void check() throws Refused {
        if (jid.getBytes(StandardCharsets.UTF_8).length < MIN_JID_BYTES) {
            throw new Refused("jobs must have a reasonable jid parameter");
        }
        if (jobtype.isEmpty()) {
            throw new Refused("jobs must have a jobtype parameter");
        }
        if (args == null) {
            throw new Refused("jobs must have an args parameter");
        }
        if (reserveFor > MAX_RESERVE_FOR) {
            throw new Refused("jobs cannot be reserved for more than one day");
        }
    }

    /** The job's text, keys in the server's order. */
    public String write() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("retry", retry);
        if (failure != null) {
            map.put("failure", failure.toMap());
        }
        if (custom != null && !custom.isEmpty()) {
            map.put("custom", custom);
        }
        map.put("jid", jid);
        map.put("queue", queue);
        map.put("jobtype", jobtype);
        putUnlessEmpty(map, "created_at", createdAt);
        putUnlessEmpty(map, "enqueued_at", enqueuedAt);
        putUnlessEmpty(map, "at", at);
        map.put("args", args);
        putUnlessZero(map, "reserve_for", reserveFor);
        putUnlessZero(map, "backtrace", backtrace);
        return GoJson.write(map);
    }

    private static void putUnlessEmpty(Map<String, @Nullable Object> map, String key, String value) {
        if (!value.isEmpty()) {
            map.put(key, value);
        }
    }

    private static void putUnlessZero(Map<String, @Nullable Object> map, String key, long value) {
        if (value != 0) {
            map.put(key, value);
        }
    }
}
