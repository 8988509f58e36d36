package dev.millwright.worker;

/**
 * A change of the server's sorted sets.
 *
 * @param command what to do
 * @param target which set
 * @param filter which of its jobs
 */
public record Mutation(Command command, Target target, MutationFilter filter) {
    /** What to do with the jobs that are found. */
    public enum Command {
        /** Moves jobs to Dead. */
        KILL,
        /** Deletes jobs. */
        DISCARD,
        /** Puts jobs back into their queues at once. */
        REQUEUE,
        /** Empties the set, whatever the filter says. */
        CLEAR
    }

    /** The sets that can be changed. */
    public enum Target {
        /** Jobs pushed with {@code at}. */
        SCHEDULED,
        /** Failed jobs that wait for their next try. */
        RETRIES,
        /** Jobs that have used up their retries, or were killed. */
        DEAD
    }
}
