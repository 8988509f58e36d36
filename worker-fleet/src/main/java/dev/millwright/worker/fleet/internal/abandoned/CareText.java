package dev.millwright.worker.fleet.internal.abandoned;

import dev.millwright.worker.fleet.AbandonedJobtype.Kind;
import dev.millwright.worker.fleet.internal.store.Word;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes and reads how a unit stands. What another release or a hand has written is no such text, and is left alone: only
 * a text that says all that this one would is read. Moments are milliseconds since 1970. Stateless; any thread.
 */
final class CareText {
    private static final int FORM = 1;
    private static final JsonMapper JSON = new JsonMapper();

    private CareText() {}

    static String of(Care care) {
        ObjectNode json = JSON.createObjectNode();
        json.put("form", FORM);
        json.put("runs", care.runs()).put("successes", care.successes()).put("failures", care.failures());
        ArrayNode recent = json.putArray("recent");
        care.recent().forEach(when -> recent.add(when.toEpochMilli()));
        json.put("episodes", care.episodes());
        Streak streak = care.streak();
        if (streak != null) {
            write(json.putObject("streak"), streak);
        }
        Episode episode = care.episode();
        if (episode != null) {
            write(json.putObject("episode"), episode);
        }
        return json.toString();
    }

    private static void write(ObjectNode json, Streak streak) {
        json.put("since", streak.since().toEpochMilli());
        json.put("failures", streak.failures()).put("runs", streak.runs());
        Streak.Stretch good = streak.good();
        if (good != null) {
            ObjectNode stretch = json.putObject("good");
            stretch.put("since", good.since().toEpochMilli())
                    .put("last", good.last().toEpochMilli());
            stretch.put("successes", good.successes()).put("failures", good.failures());
        }
    }

    private static void write(ObjectNode json, Episode episode) {
        json.put("number", episode.number()).put("kind", Word.of(episode.kind()));
        json.put("since", episode.since().toEpochMilli()).put("sent", episode.sent());
        ObjectNode marks = json.putObject("marks");
        episode.marks().forEach((mark, when) -> marks.put(Word.of(mark), when.toEpochMilli()));
    }

    /** Reads a unit's state; empty if it is none. */
    static Optional<Care> parse(String text) {
        try {
            JsonNode json = JSON.readTree(text);
            if (number(json, "form") != FORM) {
                return Optional.empty();
            }
            List<Instant> recent = new ArrayList<>();
            for (JsonNode when : required(json, "recent")) {
                recent.add(Instant.ofEpochMilli(when.longValue()));
            }
            Care care = new Care(
                    number(json, "runs"),
                    number(json, "successes"),
                    number(json, "failures"),
                    recent,
                    streak(json.get("streak")),
                    (int) number(json, "episodes"),
                    episode(json.get("episode")));
            return Optional.of(care);
        } catch (JacksonException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static @Nullable Streak streak(@Nullable JsonNode json) {
        if (json == null) {
            return null;
        }
        JsonNode good = json.get("good");
        Streak.Stretch stretch = good == null
                ? null
                : new Streak.Stretch(
                        moment(good, "since"),
                        moment(good, "last"),
                        number(good, "successes"),
                        number(good, "failures"));
        return new Streak(moment(json, "since"), number(json, "failures"), number(json, "runs"), stretch);
    }

    private static @Nullable Episode episode(@Nullable JsonNode json) {
        if (json == null) {
            return null;
        }
        Map<Mark, Instant> marks = new EnumMap<>(Mark.class);
        JsonNode written = required(json, "marks");
        for (Map.Entry<String, JsonNode> mark : written.properties()) {
            marks.put(value(Mark.values(), mark.getKey()), moment(written, mark.getKey()));
        }
        Kind kind = value(Kind.values(), required(json, "kind").stringValue());
        return new Episode(
                (int) number(json, "number"), kind, moment(json, "since"), (int) number(json, "sent"), marks);
    }

    private static <E extends Enum<E>> E value(E[] all, String word) {
        return Word.named(all, word).orElseThrow(() -> new IllegalArgumentException(word));
    }

    private static Instant moment(JsonNode json, String field) {
        return Instant.ofEpochMilli(number(json, field));
    }

    private static long number(JsonNode json, String field) {
        return required(json, field).longValue();
    }

    private static JsonNode required(JsonNode json, String field) {
        JsonNode value = json.get(field);
        if (value == null) {
            throw new IllegalArgumentException(field);
        }
        return value;
    }
}
