package dev.millwright.worker;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** What a {@link JobFilter} can ask for by texts or moments, and how JSON calls it. */
enum FilterField {
    JID("jid", "jids"),
    QUEUE("queue", "queues"),
    JOBTYPE("jobtype", "jobtypes"),
    LABEL("label", "labels"),
    VERSION("version", "versions"),
    HOST("host", "hosts"),
    CREATED_AFTER("created_after"),
    CREATED_BEFORE("created_before"),
    STARTED_AFTER("started_after"),
    STARTED_BEFORE("started_before");

    private final String singular;
    private final String plural;

    /** One whose value is a moment, of which there is one. */
    FilterField(String name) {
        this(name, name);
    }

    FilterField(String singular, String plural) {
        this.singular = singular;
        this.plural = plural;
    }

    String singular() {
        return singular;
    }

    String plural() {
        return plural;
    }

    boolean isTime() {
        return singular.equals(plural);
    }

    static <T> Map<FilterField, T> copy(Map<FilterField, T> of) {
        Map<FilterField, T> copy = new EnumMap<>(FilterField.class);
        copy.putAll(of);
        return copy;
    }

    /** By either name. */
    static Optional<FilterField> named(String name) {
        for (FilterField field : values()) {
            if (field.singular.equals(name) || field.plural.equals(name)) {
                return Optional.of(field);
            }
        }
        return Optional.empty();
    }
}
