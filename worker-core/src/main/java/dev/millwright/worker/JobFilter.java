package dev.millwright.worker;

import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Which of the jobs that workers hold: those that fit all that is given, each text to the letter. Data, not the text of a
 * query, so nothing in a name means anything. A filter to which nothing was given matches no job; every job is what
 * {@link #all()} is for. One that asks when a job was made fits none that does not say so. Immutable; each {@code with…}
 * takes the place of what was given for the same before, and throws an {@link IllegalArgumentException} for values that are
 * none, too many or empty, and for moments between which nothing lies.
 */
public final class JobFilter {
    /** The most jids that one filter may have. */
    public static final int MAX_JIDS = 5_000;

    /** The most values that one filter may have of each other kind. */
    public static final int MAX_VALUES = 1_000;

    /** Matches no job: where {@code with…} begins. */
    public static final JobFilter EMPTY = new JobFilter(false, State.BOTH, Map.of(), Map.of(), Map.of());

    private static final JobFilter ALL = new JobFilter(true, State.BOTH, Map.of(), Map.of(), Map.of());

    /** Where a job stands that a worker holds. */
    public enum State {
        /** Its function runs. */
        RUNNING,
        /** Its function does not run: the job waits for a thread, or for its next try in the worker. */
        WAITING,
        /** Either; as if nothing had been said. */
        BOTH
    }

    private final boolean all;
    private final State state;
    private final Map<FilterField, Set<String>> texts;
    private final Map<FilterField, Instant> times;
    private final Map<String, String> custom;

    private JobFilter(
            boolean all,
            State state,
            Map<FilterField, Set<String>> texts,
            Map<FilterField, Instant> times,
            Map<String, String> custom) {
        this.state = state;
        this.texts = texts;
        this.times = times;
        this.custom = custom;
        this.all = all && isEmpty();
        FilterCheck.order(times, FilterField.CREATED_AFTER, FilterField.CREATED_BEFORE);
        FilterCheck.order(times, FilterField.STARTED_AFTER, FilterField.STARTED_BEFORE);
        FilterCheck.started(state, times);
    }

    /** {@return a filter for every job that a worker holds; what is added by {@code with…} narrows it, as it does any} */
    public static JobFilter all() {
        return ALL;
    }

    /**
     * Reads a filter.
     *
     * @param json what {@link #toJson()} has written, or a person: for instance {@code {"jobtype":"mail"}}
     * @return the filter
     * @throws IllegalArgumentException if it is none, or has an unknown field or a value that does not fit: one line
     */
    public static JobFilter fromJson(String json) {
        return FilterJson.read(json);
    }

    /**
     * Reads a filter, as {@link #fromJson(String)} does.
     *
     * @param json what {@link #toJson()} has made, or a person
     * @return the filter
     */
    public static JobFilter fromJson(JsonNode json) {
        return FilterJson.read(json);
    }

    /**
     * This filter as JSON, for {@link #fromJson(JsonNode)}: {@code jid}, {@code queue}, {@code jobtype}, {@code label},
     * {@code version} and {@code host} with a text, or with their plurals and a list; {@code state}; {@code created_after},
     * {@code created_before}, {@code started_after} and {@code started_before}; {@code custom} with an object; or nothing
     * but {@code "all":true}.
     *
     * @return a new object
     */
    public ObjectNode toJson() {
        return FilterJson.write(this);
    }

    /**
     * {@return a filter for jobs with one of these jids}
     *
     * @param values from 1 to {@link #MAX_JIDS}
     */
    public JobFilter withJids(Collection<String> values) {
        return with(FilterField.JID, values);
    }

    /**
     * {@return a filter for jobs of one of these queues}
     *
     * @param values from 1 to {@link #MAX_VALUES}
     */
    public JobFilter withQueues(String... values) {
        return with(FilterField.QUEUE, List.of(values));
    }

    /**
     * {@return a filter for jobs of one of these types}
     *
     * @param values from 1 to {@link #MAX_VALUES}
     */
    public JobFilter withJobtypes(String... values) {
        return with(FilterField.JOBTYPE, List.of(values));
    }

    /**
     * {@return a filter for jobs whose worker has all of these labels}
     *
     * @param values from 1 to {@link #MAX_VALUES}
     */
    public JobFilter withLabels(String... values) {
        return with(FilterField.LABEL, List.of(values));
    }

    /**
     * {@return a filter for jobs whose worker is of one of these versions, see {@link WorkerFacts#version()}}
     *
     * @param values from 1 to {@link #MAX_VALUES}
     */
    public JobFilter withVersions(String... values) {
        return with(FilterField.VERSION, List.of(values));
    }

    /**
     * {@return a filter for jobs whose worker is on one of these hosts}
     *
     * @param values from 1 to {@link #MAX_VALUES}
     */
    public JobFilter withHosts(String... values) {
        return with(FilterField.HOST, List.of(values));
    }

    /**
     * {@return a filter for jobs that stand so}
     *
     * @param value {@link State#BOTH} for any
     */
    public JobFilter withState(State value) {
        return new JobFilter(all, Objects.requireNonNull(value, "state"), texts, times, custom);
    }

    /**
     * {@return a filter for jobs made later than this, by the clock of who pushed them}
     *
     * @param value a moment, itself too early
     */
    public JobFilter withCreatedAfter(Instant value) {
        return with(FilterField.CREATED_AFTER, value);
    }

    /**
     * {@return a filter for jobs made earlier than this, by the clock of who pushed them}
     *
     * @param value a moment, itself too late
     */
    public JobFilter withCreatedBefore(Instant value) {
        return with(FilterField.CREATED_BEFORE, value);
    }

    /**
     * {@return a filter for running jobs whose function was called later than this, by their worker's clock}
     *
     * @param value a moment, itself too early
     */
    public JobFilter withStartedAfter(Instant value) {
        return with(FilterField.STARTED_AFTER, value);
    }

    /**
     * {@return a filter for running jobs whose function was called earlier than this, by their worker's clock}
     *
     * @param value a moment, itself too late
     */
    public JobFilter withStartedBefore(Instant value) {
        return with(FilterField.STARTED_BEFORE, value);
    }

    /**
     * {@return a filter for jobs whose {@link Job#custom()} has this value under this key, and all that were named before}
     *
     * @param key the key, at the top of {@code custom}
     * @param value the text, or the number or boolean as JSON writes it
     */
    public JobFilter withCustom(String key, String value) {
        Map<String, String> more = new LinkedHashMap<>(custom);
        more.put(FilterCheck.text("custom", key), Objects.requireNonNull(value, "value"));
        FilterCheck.size("custom", more.size(), MAX_VALUES);
        return new JobFilter(all, state, texts, times, Collections.unmodifiableMap(more));
    }

    JobFilter with(FilterField field, Collection<String> values) {
        Map<FilterField, Set<String>> more = FilterField.copy(texts);
        more.put(field, FilterCheck.texts(field, values));
        return new JobFilter(all, state, more, times, custom);
    }

    JobFilter with(FilterField field, Instant value) {
        Map<FilterField, Instant> more = FilterField.copy(times);
        more.put(field, Objects.requireNonNull(value, field.singular()));
        return new JobFilter(all, state, texts, more, custom);
    }

    /** Texts of one kind; empty if none were given. */
    Set<String> texts(FilterField field) {
        return texts.getOrDefault(field, Set.of());
    }

    Map<FilterField, Instant> times() {
        return times;
    }

    Map<String, String> custom() {
        return custom;
    }

    State state() {
        return state;
    }

    /**
     * Whether nothing was given. Such a filter matches every job if it is {@link #all()}, else none.
     *
     * @return false if there is anything that a job must fit
     */
    public boolean isEmpty() {
        return state == State.BOTH && texts.isEmpty() && times.isEmpty() && custom.isEmpty();
    }

    /**
     * Whether a job that runs fits.
     *
     * @param running the job
     * @param worker who runs it
     * @return true if it fits all that was given
     */
    public boolean matches(RunningJob running, WorkerFacts worker) {
        return matches(running.job(), running.startedAt(), worker);
    }

    /**
     * Whether a job fits.
     *
     * @param job the job
     * @param startedAt when its function was called; null for one that waits
     * @param worker who holds it
     * @return true if it fits all that was given
     */
    public boolean matches(Job job, @Nullable Instant startedAt, WorkerFacts worker) {
        return isEmpty() ? all : FilterMatch.of(this, job, startedAt, worker);
    }

    private List<Object> parts() {
        return List.of(all, state, texts, times, custom);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof JobFilter that && parts().equals(that.parts());
    }

    @Override
    public int hashCode() {
        return parts().hashCode();
    }

    /** In words, in one line of bounded length: "jobtype mail, queue bulk". */
    @Override
    public String toString() {
        return isEmpty() ? (all ? "every job" : "no job") : FilterMatch.inWords(this);
    }
}
