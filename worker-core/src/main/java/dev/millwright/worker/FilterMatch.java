package dev.millwright.worker;

import dev.millwright.worker.JobFilter.State;
import dev.millwright.worker.internal.platform.LogText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Compares a job with a {@link JobFilter} that is not empty, and says such a filter in words. Stateless; any thread. */
final class FilterMatch {
    /** Of the texts of one kind, in words. */
    private static final int SHOWN = 5;

    private FilterMatch() {}

    static boolean of(JobFilter filter, Job job, @Nullable Instant startedAt, WorkerFacts worker) {
        return fits(filter.state(), startedAt)
                && isOneOf(filter.texts(FilterField.JID), job.jid())
                && isOneOf(filter.texts(FilterField.JOBTYPE), job.jobtype())
                && isOneOf(filter.texts(FilterField.QUEUE), job.queue())
                && isOneOf(filter.texts(FilterField.VERSION), worker.version())
                && isOneOf(filter.texts(FilterField.HOST), worker.host())
                && worker.labels().containsAll(filter.texts(FilterField.LABEL))
                && isBetween(
                        filter.times().get(FilterField.CREATED_AFTER),
                        job.createdAt().orElse(null),
                        filter.times().get(FilterField.CREATED_BEFORE))
                && isBetween(
                        filter.times().get(FilterField.STARTED_AFTER),
                        startedAt,
                        filter.times().get(FilterField.STARTED_BEFORE))
                && has(job.custom(), filter.custom());
    }

    private static boolean fits(State wanted, @Nullable Instant startedAt) {
        return switch (wanted) {
            case RUNNING -> startedAt != null;
            case WAITING -> startedAt == null;
            case BOTH -> true;
        };
    }

    private static boolean isOneOf(Set<String> wanted, String text) {
        return wanted.isEmpty() || wanted.contains(text);
    }

    private static boolean isBetween(@Nullable Instant after, @Nullable Instant time, @Nullable Instant before) {
        if (after == null && before == null) {
            return true;
        }
        return time != null && (after == null || time.isAfter(after)) && (before == null || time.isBefore(before));
    }

    private static boolean has(Map<String, Object> custom, Map<String, String> wanted) {
        for (Map.Entry<String, String> pair : wanted.entrySet()) {
            Object value = custom.get(pair.getKey());
            if (value == null || !isScalar(value) || !pair.getValue().equals(value.toString())) {
                return false;
            }
        }
        return true;
    }

    private static boolean isScalar(Object value) {
        return value instanceof CharSequence || value instanceof Number || value instanceof Boolean;
    }

    static String inWords(JobFilter filter) {
        List<String> parts = new ArrayList<>();
        if (filter.state() != State.BOTH) {
            parts.add(filter.state().name().toLowerCase(Locale.ROOT));
        }
        for (FilterField field : FilterField.values()) {
            Set<String> texts = filter.texts(field);
            Instant time = filter.times().get(field);
            if (!texts.isEmpty()) {
                parts.add(field.singular() + " " + some(texts, field == FilterField.LABEL ? " and " : " or "));
            } else if (time != null) {
                parts.add(field.singular().replace('_', ' ') + " " + time);
            }
        }
        if (!filter.custom().isEmpty()) {
            Set<String> pairs = filter.custom().entrySet().stream()
                    .limit(SHOWN + 1L)
                    .map(pair -> pair.getKey() + "=" + pair.getValue())
                    .collect(Collectors.toCollection(LinkedHashSet::new));
            parts.add("custom " + some(pairs, " and "));
        }
        return String.join(", ", parts);
    }

    private static String some(Set<String> texts, String between) {
        String shown = texts.stream().limit(SHOWN).map(LogText::name).collect(Collectors.joining(between));
        int more = texts.size() - SHOWN;
        return more > 0 ? shown + between + more + " more" : shown;
    }
}
