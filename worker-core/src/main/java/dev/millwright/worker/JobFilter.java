package dev.millwright.worker;

import java.util.Collection;
import java.util.List;

/**
 * Which jobs a {@link Mutation} is for. If jids are given the others are not looked at.
 *
 * @param jids job ids; empty for any
 * @param jobtype a jobtype; empty for any
 * @param pattern a Redis-style glob over the job's whole JSON, for instance {@code *"a.png"*};
 *     empty for any
 */
public record JobFilter(List<String> jids, String jobtype, String pattern) {
    /** All jobs of the set. */
    public static final JobFilter ALL = new JobFilter(List.of(), "", "");

    /** Copies the jids. */
    public JobFilter {
        jids = List.copyOf(jids);
    }

    /**
     * The jobs with these ids.
     *
     * @param jids job ids
     * @return the filter
     * @throws IllegalArgumentException if there are none, as the server would then take every job
     */
    public static JobFilter jids(Collection<String> jids) {
        if (jids.isEmpty()) {
            throw new IllegalArgumentException("a filter by jid needs at least one jid");
        }
        return new JobFilter(List.copyOf(jids), "", "");
    }

    /**
     * The jobs of a type.
     *
     * @param jobtype the jobtype
     * @return the filter
     */
    public static JobFilter jobtype(String jobtype) {
        return new JobFilter(List.of(), jobtype, "");
    }

    /**
     * The jobs whose JSON matches.
     *
     * @param pattern a Redis-style glob
     * @return the filter
     */
    public static JobFilter matching(String pattern) {
        return new JobFilter(List.of(), "", pattern);
    }
}
