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
public record MutationFilter(List<String> jids, String jobtype, String pattern) {
    /** All jobs of the set. */
    public static final MutationFilter ALL = new MutationFilter(List.of(), "", "");

    /** Copies the jids. */
    public MutationFilter {
        jids = List.copyOf(jids);
    }

    /**
     * The jobs with these ids.
     *
     * @param jids job ids
     * @return the filter
     * @throws IllegalArgumentException if there are none, as the server would then take every job
     */
    public static MutationFilter jids(Collection<String> jids) {
        if (jids.isEmpty()) {
            throw new IllegalArgumentException("a filter by jid needs at least one jid");
        }
        return new MutationFilter(List.copyOf(jids), "", "");
    }

    /**
     * The jobs of a type.
     *
     * @param jobtype the jobtype
     * @return the filter
     */
    public static MutationFilter jobtype(String jobtype) {
        return new MutationFilter(List.of(), jobtype, "");
    }

    /**
     * The jobs whose JSON matches.
     *
     * @param pattern a Redis-style glob
     * @return the filter
     */
    public static MutationFilter matching(String pattern) {
        return new MutationFilter(List.of(), "", pattern);
    }
}
