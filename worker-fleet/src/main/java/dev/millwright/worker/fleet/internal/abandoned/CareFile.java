package dev.millwright.worker.fleet.internal.abandoned;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.dataformat.yaml.YAMLFactory;

/**
 * Reads a file of rules. Each mistake is refused with the file, the line and what may stand there. Confined to one call.
 *
 * <pre>
 * defaults:
 *   failing-for: 30d
 * jobtypes:
 *   report.*:
 *     idle-for: 400d
 * webhook:
 *   url: https://hooks.example/abandoned
 *   secret-file: /etc/millwright/webhook-secret
 * alert:
 *   queue: alerts
 *   jobtype: ops.abandoned
 * </pre>
 */
public final class CareFile {
    private static final int MAX_BYTES = 1 << 20;
    private static final Set<String> WEBHOOK = Set.of("url", "secret-file");
    private static final Set<String> ALERT = Set.of("queue", "jobtype");

    private static final Pattern PLACE = Pattern.compile("line (\\d{1,9})");

    private final String name;
    private final JsonParser parser;
    private Rulebook rules = Rulebook.EMPTY;
    private Map<String, String> webhook = Map.of();
    private Map<String, String> alert = Map.of();

    /**
     * What a file says.
     *
     * @param rules its rules
     * @param webhook {@code url} and {@code secret-file}, or empty
     * @param alert {@code queue} and {@code jobtype}, or empty
     */
    public record Content(Rulebook rules, Map<String, String> webhook, Map<String, String> alert) {}

    private CareFile(String name, JsonParser parser) {
        this.name = name;
        this.parser = parser;
    }

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException with one line if it cannot be read or says something that is not known
     */
    public static Content read(Path file) {
        String text;
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new IllegalArgumentException(file + ": too large for a file of rules");
            }
            text = Files.readString(file);
        } catch (IOException e) {
            throw new IllegalArgumentException(file + ": cannot be read: " + e, e);
        }
        return parse(file.toString(), text);
    }

    /** Reads a text that stands in a file of a name. */
    static Content parse(String name, String text) {
        YAMLFactory factory = YAMLFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
        try (JsonParser parser =
                factory.createParser(ObjectReadContext.empty(), text.getBytes(StandardCharsets.UTF_8))) {
            CareFile file = new CareFile(name, parser);
            try {
                return file.content();
            } catch (JacksonException e) {
                throw notYaml(name, e);
            }
        }
    }

    /** The parser tells its story in several lines, and its place is where the story begins. */
    private static IllegalArgumentException notYaml(String name, JacksonException e) {
        String story = e.getOriginalMessage() == null ? e.toString() : e.getOriginalMessage();
        Matcher place = PLACE.matcher(story);
        int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
        while (place.find()) {
            line = Integer.parseInt(place.group(1));
        }
        String why = story.lines()
                .filter(one -> !one.startsWith(" "))
                .reduce("", (all, one) -> all.isEmpty() ? one : all + ", " + one);
        return new IllegalArgumentException(name + (line > 0 ? ":" + line : "") + ": not YAML: " + why, e);
    }

    private Content content() {
        JsonToken first = parser.nextToken();
        if (first != null) { // else it is empty
            if (first != JsonToken.START_OBJECT) {
                throw refused("a file of rules begins with defaults:, jobtypes:, webhook: or alert:");
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                section(parser.currentName());
            }
            if (parser.nextToken() != null) {
                throw refused("there is a second document: one is enough");
            }
        }
        try {
            rules.checked();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
        }
        return new Content(rules, webhook, alert);
    }

    private void section(String section) {
        switch (section) {
            case "defaults" -> fields("*");
            case "jobtypes" -> {
                openMap(section);
                while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                    fields(parser.currentName());
                }
            }
            case "webhook" -> webhook = texts(section, WEBHOOK);
            case "alert" -> alert = texts(section, ALERT);
            default -> throw refused("\"" + section + "\" is not known: use defaults, jobtypes, webhook or alert");
        }
    }

    private void fields(String pattern) {
        openMap(pattern.equals("*") ? "defaults" : pattern);
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String field = parser.currentName();
            String where = (pattern.equals("*") ? "defaults" : "jobtypes " + pattern) + ", " + at();
            if (Field.of(field).isEmpty()) {
                throw refused("\"" + field + "\" is nothing that can be set: use one of " + Field.words());
            }
            try {
                rules = rules.with(pattern, field, text(field), where);
            } catch (IllegalArgumentException e) {
                throw e.getMessage() != null && e.getMessage().startsWith(name) ? e : refused(e.getMessage());
            }
        }
    }

    private Map<String, String> texts(String section, Set<String> known) {
        Map<String, String> texts = new LinkedHashMap<>();
        openMap(section);
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String field = parser.currentName();
            if (!known.contains(field)) {
                throw refused("\"" + field + "\" is not known in " + section + ": use "
                        + String.join(" and ", known.stream().sorted().toList()));
            }
            texts.put(field, text(field));
        }
        for (String field : known) {
            if (texts.getOrDefault(field, "").isBlank()) {
                throw refused(section + " lacks " + field);
            }
        }
        return texts;
    }

    private void openMap(String of) {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw refused("below \"" + of + "\" there must be lines such as \"name: value\", further to the right");
        }
    }

    private String text(String field) {
        JsonToken token = parser.nextToken();
        if (token == null || !token.isScalarValue() || token == JsonToken.VALUE_NULL) {
            throw refused("\"" + field + "\" needs one value");
        }
        return parser.getString();
    }

    private String at() {
        return name + ":" + parser.currentTokenLocation().getLineNr();
    }

    private IllegalArgumentException refused(@Nullable String why) {
        return new IllegalArgumentException(at() + ": " + why);
    }
}
