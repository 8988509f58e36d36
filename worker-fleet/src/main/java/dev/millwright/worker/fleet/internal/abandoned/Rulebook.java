package dev.millwright.worker.fleet.internal.abandoned;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which thresholds hold for which jobtype: rules for prefixes and for single jobtypes, of which the more special ones
 * override field by field. Immutable; any thread.
 */
public final class Rulebook {
    /** Nothing but what holds anyway. */
    public static final Rulebook EMPTY = new Rulebook(List.of());

    private static final JsonMapper JSON = new JsonMapper();

    private final List<Rule> rules;

    /**
     * A rule.
     *
     * @param pattern a jobtype, or its beginning with an asterisk behind it
     * @param field what it sets
     * @param value to what, as it is written
     * @param where it stands, in words
     */
    record Rule(String pattern, Field field, String value, String where) {
        Rule {
            field.value(value);
        }

        boolean isFor(String jobtype) {
            return isPrefix()
                    ? jobtype.startsWith(pattern.substring(0, pattern.length() - 1))
                    : jobtype.equals(pattern);
        }

        private boolean isPrefix() {
            return pattern.endsWith("*");
        }

        private int weight() {
            return isPrefix() ? pattern.length() - 1 : Integer.MAX_VALUE;
        }
    }

    /**
     * A field as it holds for a jobtype.
     *
     * @param field which
     * @param value as it is written
     * @param rule who says so, in words
     */
    public record Setting(Field field, String value, String rule) {}

    private Rulebook(List<Rule> rules) {
        this.rules =
                rules.stream().sorted(Comparator.comparingInt(Rule::weight)).toList();
    }

    /**
     * This, with one more rule, which overrides an older one for the same jobtypes.
     *
     * @throws IllegalArgumentException with one line if it makes no sense
     */
    public Rulebook with(String pattern, String field, String value, String where) {
        Field known = Field.of(field)
                .orElseThrow(() -> new IllegalArgumentException(
                        "\"" + field + "\" is nothing that can be set: use one of " + Field.words()));
        List<Rule> more = new ArrayList<>(rules);
        more.add(new Rule(pattern, known, value, where));
        return new Rulebook(more);
    }

    /**
     * Looks whether the rules go together.
     *
     * @return this
     * @throws IllegalArgumentException with one line if jobs were to be held without a notice
     */
    public Rulebook checked() {
        for (Rule rule : rules) {
            Thresholds set = thresholds(rule.isPrefix() ? rule.pattern().substring(0, rule.weight()) : rule.pattern());
            if (set.detecting() && set.holding() && !set.notifying()) {
                throw new IllegalArgumentException(rule.where() + ": the jobs of " + rule.pattern()
                        + " would be held without a notice: set notify to true, or hold to false");
            }
        }
        return this;
    }

    /** Whether jobs of any type are to be held. */
    public boolean holds() {
        return rules.stream().anyMatch(rule -> rule.field() == Field.HOLD && Boolean.parseBoolean(rule.value()));
    }

    /** What holds for a jobtype, and who says so. */
    public List<Setting> explain(String jobtype) {
        Map<Field, Setting> settings = new EnumMap<>(Field.class);
        for (Field field : Field.values()) {
            settings.put(field, new Setting(field, field.initial(), "built in"));
        }
        for (Rule rule : rules) {
            if (rule.isFor(jobtype)) {
                settings.put(rule.field(), new Setting(rule.field(), rule.value(), rule.where()));
            }
        }
        return List.copyOf(settings.values());
    }

    Thresholds thresholds(String jobtype) {
        Map<Field, Object> values = new EnumMap<>(Field.class);
        explain(jobtype)
                .forEach(setting -> values.put(setting.field(), setting.field().value(setting.value())));
        return new Thresholds(
                get(values, Field.DETECT, Boolean.class),
                get(values, Field.NOTIFY, Boolean.class),
                get(values, Field.HOLD, Boolean.class),
                get(values, Field.FAILURES, Integer.class),
                get(values, Field.WITHIN, Duration.class),
                get(values, Field.RECOVERY, Duration.class),
                get(values, Field.FAILING_FOR, Duration.class),
                get(values, Field.IDLE_FOR, Duration.class),
                get(values, Field.DEPLOY_GRACE, Duration.class),
                get(values, Field.HOLD_AFTER, Duration.class),
                get(values, Field.REMIND_BEFORE, Duration.class),
                get(values, Field.TRIAL_EVERY, Duration.class));
    }

    private static <T> T get(Map<Field, Object> values, Field field, Class<T> type) {
        Object value = Objects.requireNonNull(values.get(field), field::word);
        return Objects.requireNonNull(type.cast(value));
    }

    /** As it is kept, for those who ask what holds. */
    public String text() {
        ArrayNode array = JSON.createArrayNode();
        for (Rule rule : rules) {
            ObjectNode json = array.addObject();
            json.put("pattern", rule.pattern()).put("field", rule.field().word());
            json.put("value", rule.value()).put("where", rule.where());
        }
        return array.toString();
    }

    /** Reads what {@link #text} has written; empty if it is something else. */
    public static Optional<Rulebook> parse(String text) {
        try {
            Rulebook book = EMPTY;
            JsonNode array = JSON.readTree(text);
            if (!array.isArray()) {
                return Optional.empty();
            }
            for (JsonNode json : array) {
                book = book.with(
                        json.path("pattern").asString(""),
                        json.path("field").asString(""),
                        json.path("value").asString(""),
                        json.path("where").asString(""));
            }
            return Optional.of(book);
        } catch (JacksonException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
