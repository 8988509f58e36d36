package dev.millwright.worker.internal.protocol;

import dev.millwright.worker.Job;
import dev.millwright.worker.Mutation;
import dev.millwright.worker.MutationFilter;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;

/**
 * Faktory's commands as bytes, CRLF included. What could break out of its line is refused with an
 * {@link IllegalArgumentException}. Stateless; any thread.
 */
public final class Commands {
    // The server cuts a FAIL to this; sending more is waste.
    private static final int ERRTYPE_BYTES = 100;
    private static final int MESSAGE_BYTES = 1_000;
    private static final int BACKTRACE_LINES = 50;
    private static final int BACKTRACE_LINE_BYTES = 1_000;

    private static final byte[] PUSHB = Text.utf8("PUSHB [");
    private static final byte[] CLOSE = Text.utf8("]\r\n");

    private Commands() {}

    /** What QUEUE does. */
    public enum QueueVerb {
        /** Lets FETCH find nothing. */
        PAUSE,
        /** Ends PAUSE. */
        RESUME,
        /** Deletes the jobs. */
        REMOVE,
        /** Asks how long the oldest job has waited; takes no wildcard. */
        LATENCY
    }

    /** ACK. */
    public static byte[] ack(String jid) {
        // Sent once a job: no JSON library for what nearly always is plain hexadecimal.
        if (Text.isPlain(jid)) {
            return ("ACK {\"jid\":\"" + jid + "\"}\r\n").getBytes(StandardCharsets.ISO_8859_1);
        }
        return JsonBytes.command("ACK", json -> {
            json.writeStartObject();
            json.writeStringProperty("jid", jid);
            json.writeEndObject();
        });
    }

    /** FAIL, cut to what the server keeps. */
    public static byte[] fail(String jid, String errtype, String message, List<String> backtrace) {
        return JsonBytes.command("FAIL", json -> {
            json.writeStartObject();
            json.writeStringProperty("jid", jid);
            json.writeStringProperty("errtype", Text.cut(errtype, ERRTYPE_BYTES));
            json.writeStringProperty("message", Text.cut(message, MESSAGE_BYTES));
            json.writeArrayPropertyStart("backtrace");
            backtrace.stream()
                    .limit(BACKTRACE_LINES)
                    .forEach(line -> json.writeString(Text.cut(line, BACKTRACE_LINE_BYTES)));
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    /** FETCH from queues, the first one first. */
    public static byte[] fetch(List<String> queues) {
        return queueNames("FETCH", queues, false);
    }

    /**
     * BEAT.
     *
     * @param state {@code quiet} or {@code terminate}; empty while the worker fetches
     */
    public static byte[] beat(String wid, long rssKb, String state) {
        return JsonBytes.command("BEAT", json -> {
            json.writeStartObject();
            json.writeStringProperty("wid", wid);
            json.writeNumberProperty("rss_kb", rssKb);
            json.writeStringProperty("current_state", state);
            json.writeEndObject();
        });
    }

    /** PUSH, see {@link JobCodec#encode}. */
    public static byte[] push(Job job, Instant now) {
        return JsonBytes.command("PUSH", json -> JobWriter.write(json, job, now));
    }

    /** PUSHB of jobs as {@link JobCodec#encode} has written them. */
    public static byte[] pushBulk(List<byte[]> encodedJobs) {
        ByteArrayOutputStream line = new ByteArrayOutputStream(PUSHB.length
                + CLOSE.length
                + encodedJobs.stream().mapToInt(job -> job.length + 1).sum());
        line.writeBytes(PUSHB);
        for (int i = 0; i < encodedJobs.size(); i++) {
            if (i > 0) {
                line.write(',');
            }
            line.writeBytes(encodedJobs.get(i));
        }
        line.writeBytes(CLOSE);
        return line.toByteArray();
    }

    /** INFO. */
    public static byte[] info() {
        return Text.utf8("INFO\r\n");
    }

    /** QUEUE with a verb; {@code *} stands for all queues, except for LATENCY. */
    public static byte[] queue(QueueVerb verb, List<String> names) {
        return queueNames("QUEUE " + verb, names, verb != QueueVerb.LATENCY);
    }

    /** MUTATE. */
    public static byte[] mutate(Mutation mutation) {
        return withoutSpaces("MUTATE ", JsonBytes.write(json -> {
            json.writeStartObject();
            json.writeStringProperty("cmd", lowerCase(mutation.command()));
            json.writeStringProperty("target", lowerCase(mutation.target()));
            if (mutation.command() != Mutation.Command.CLEAR
                    && !mutation.filter().equals(MutationFilter.ALL)) {
                write(json, mutation.filter());
            }
            json.writeEndObject();
        }));
    }

    /** FLUSH. */
    public static byte[] flush() {
        return Text.utf8("FLUSH\r\n");
    }

    /** END. */
    public static byte[] end() {
        return Text.utf8("END\r\n");
    }

    /** CANCEL, for servers that have it. */
    public static byte[] cancel(Collection<String> jids) {
        if (jids.isEmpty()) {
            throw new IllegalArgumentException("CANCEL needs at least one jid");
        }
        for (String jid : jids) {
            if (jid.isEmpty() || !Text.isPlain(jid) || jid.indexOf(' ') >= 0) {
                throw new IllegalArgumentException("CANCEL cannot take the jid \"" + jid + "\": it holds more than"
                        + " plain letters, digits and signs");
            }
        }
        return Text.utf8("CANCEL " + String.join(" ", jids) + "\r\n");
    }

    private static byte[] queueNames(String verb, List<String> names, boolean wildcard) {
        if (names.isEmpty()) {
            throw new IllegalArgumentException(verb + " needs at least one queue");
        }
        for (String name : names) {
            if (!Job.isQueueName(name) && !(wildcard && name.equals("*"))) {
                throw new IllegalArgumentException(
                        "\"" + name + "\" is not the name of a queue: use only letters, digits and . _ -");
            }
        }
        return Text.utf8(verb + " " + String.join(" ", names) + "\r\n");
    }

    private static void write(JsonGenerator json, MutationFilter filter) {
        json.writeObjectPropertyStart("filter");
        if (!filter.jids().isEmpty()) {
            json.writeArrayPropertyStart("jids");
            filter.jids().forEach(json::writeString);
            json.writeEndArray();
        }
        if (!filter.jobtype().isEmpty()) {
            json.writeStringProperty("jobtype", filter.jobtype());
        }
        if (!filter.pattern().isEmpty()) {
            json.writeStringProperty("regexp", filter.pattern());
        }
        json.writeEndObject();
    }

    /** The server splits MUTATE at every space, also inside of JSON. Outside of strings there is none. */
    private static byte[] withoutSpaces(String verb, byte[] json) {
        String text = new String(json, StandardCharsets.UTF_8);
        return Text.utf8(verb + text.replace(" ", "\\u0020") + "\r\n");
    }

    private static String lowerCase(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }
}
