package dev.millwright.worker.fleet.internal.abandoned;

import dev.millwright.worker.fleet.internal.common.Shown;
import dev.millwright.worker.fleet.internal.store.Word;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Something to be told, in words for people and in JSON for programs, and to whom it has still to be told. Immutable.
 *
 * @param id the same each time that it is told
 * @param created when it was decided
 * @param warns whether somebody should look at it
 * @param line for people, in one line
 * @param body for programs, as JSON
 * @param pending to whom it has still to be told
 */
record Notice(String id, Instant created, boolean warns, String line, String body, Set<Way> pending) {
    private static final JsonMapper JSON = new JsonMapper();

    /** To whom. */
    enum Way {
        LOG,
        WEBHOOK,
        ALERT
    }

    Notice {
        pending = Set.copyOf(pending);
    }

    /** What it is about. */
    record Subject(String group, String queue, String jobtype, String lastError) {}

    /** The notice of one act. */
    static Notice of(
            Act act, int ordinal, Subject subject, Verdict verdict, Episode episode, Instant now, Set<Way> to) {
        String id = id(subject, episode.number(), ordinal);
        Instant disableAt = episode.at(Mark.DISABLE_AT);
        ObjectNode json = JSON.createObjectNode();
        json.put("id", id).put("event", Word.of(act)).put("at", now.toString());
        json.put("group", subject.group()).put("queue", subject.queue()).put("jobtype", subject.jobtype());
        json.put("kind", Word.of(episode.kind())).put("since", episode.since().toString());
        json.put("days", Duration.between(episode.since(), now).toDays());
        json.put("failures", verdict.failures()).put("runs", verdict.runs());
        json.put("last_error", subject.lastError());
        json.put("disable_at", disableAt == null ? null : disableAt.toString());
        boolean forLogOnly = act == Act.DETECT || act == Act.TRIAL;
        return new Notice(
                id,
                now,
                act != Act.TRIAL && act != Act.RELEASE && act != Act.RESOLVE,
                line(act, subject, verdict, episode, now),
                json.toString(),
                forLogOnly ? Set.of(Way.LOG) : to);
    }

    private static String line(Act act, Subject subject, Verdict verdict, Episode episode, Instant now) {
        String what = "jobtype " + Shown.inLine(subject.jobtype())
                + (subject.queue().isEmpty() ? "" : " of queue " + subject.queue());
        Instant disableAt = episode.at(Mark.DISABLE_AT);
        String date = disableAt == null ? "" : "; its jobs are held from " + disableAt + " on";
        return switch (act) {
            case DETECT, NOTIFY ->
                what + " is abandoned: " + why(verdict, episode, now)
                        + (subject.lastError().isEmpty() ? "" : "; the last error was " + subject.lastError()) + date;
            case REMIND -> what + " is still abandoned: " + why(verdict, episode, now) + date;
            case REFUSE ->
                what + " is not held, as nobody has looked at the list of abandoned jobtypes since the notice";
            case HOLD -> what + " is held from now on: " + why(verdict, episode, now);
            case TRIAL -> what + " is held, and one of its jobs is tried";
            case RELEASE -> what + " is released, and the jobs that were held go back to their queue";
            case RESOLVE -> what + " is no longer abandoned";
        };
    }

    private static String why(Verdict verdict, Episode episode, Instant now) {
        long days = Duration.between(episode.since(), now).toDays();
        return switch (episode.kind()) {
            case IDLE -> "none of its jobs has run for " + days + " days";
            case FAILING ->
                "it has failed for " + days + " days, in " + verdict.failures() + " of " + verdict.runs() + " runs";
            case UNKNOWN ->
                "no worker has a function for it, and " + verdict.failures() + " jobs have failed in " + days + " days";
        };
    }

    private static String id(Subject subject, int episode, int ordinal) {
        String whole = String.join("\n", subject.group(), subject.queue(), subject.jobtype(), episode + " " + ordinal);
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(whole.getBytes(StandardCharsets.UTF_8));
            return "abandoned-" + HexFormat.of().formatHex(digest, 0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // each Java has it
        }
    }

    /** This notice, told to one. */
    Notice without(Way told) {
        Set<Way> left = EnumSet.noneOf(Way.class);
        left.addAll(pending);
        left.remove(told);
        return new Notice(id, created, warns, line, body, left);
    }

    /** As it is kept; empty once it was told to all. */
    String text() {
        if (pending.isEmpty()) {
            return "";
        }
        ObjectNode json = JSON.createObjectNode();
        json.put("created", created.toEpochMilli())
                .put("warns", warns)
                .put("line", line)
                .put("body", body);
        ArrayNode left = json.putArray("pending");
        pending.stream().sorted().forEach(way -> left.add(way.name()));
        return json.toString();
    }

    /** Reads what {@link #text} has written; empty if it is something else. */
    static Optional<Notice> parse(String id, String text) {
        try {
            JsonNode json = JSON.readTree(text);
            List<Way> pending = new ArrayList<>();
            for (JsonNode way : json.path("pending")) {
                pending.add(Way.valueOf(way.asString("")));
            }
            @Nullable JsonNode body = json.get("body");
            return body == null
                    ? Optional.empty()
                    : Optional.of(new Notice(
                            id,
                            Instant.ofEpochMilli(json.path("created").asLong(0)),
                            json.path("warns").asBoolean(true),
                            json.path("line").asString(""),
                            body.asString(""),
                            Set.copyOf(pending)));
        } catch (JacksonException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
