package dev.millwright.worker;

import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * What a {@link JobFilter} refuses, each with one line that names what was given: a value that is empty or missing is a
 * script's unset variable, and would mean more jobs than anybody wanted. Stateless; any thread.
 */
final class FilterCheck {
    private FilterCheck() {}

    /** A copy in the same order, in which none is empty. */
    static Set<String> texts(FilterField field, Collection<String> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException(
                    field.plural() + ": the list is empty; give at least one, or leave it out for any");
        }
        size(field.plural(), values.size(), field == FilterField.JID ? JobFilter.MAX_JIDS : JobFilter.MAX_VALUES);
        Set<String> texts = new LinkedHashSet<>();
        values.forEach(value -> texts.add(text(field.singular(), value)));
        return Collections.unmodifiableSet(texts);
    }

    static String text(String name, String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException(name + ": the text is empty; leave it out for any");
        }
        return value;
    }

    static void size(String name, int size, int max) {
        if (size > max) {
            throw new IllegalArgumentException(
                    name + ": a filter takes " + max + " at most, not " + size + "; use several filters");
        }
    }

    /** Two ends between which there is a moment. */
    static void order(Map<FilterField, Instant> times, FilterField after, FilterField before) {
        Instant from = times.get(after);
        Instant to = times.get(before);
        if (from != null && to != null && !from.isBefore(to)) {
            throw new IllegalArgumentException(after.singular() + " " + from + " must be earlier than "
                    + before.singular() + " " + to + ": no job fits both");
        }
    }

    static void started(JobFilter.State state, Map<FilterField, Instant> times) {
        boolean asked = times.containsKey(FilterField.STARTED_AFTER) || times.containsKey(FilterField.STARTED_BEFORE);
        if (state == JobFilter.State.WAITING && asked) {
            throw new IllegalArgumentException("a job that waits has not started: leave out state waiting, or"
                    + " started_after and started_before");
        }
    }
}
