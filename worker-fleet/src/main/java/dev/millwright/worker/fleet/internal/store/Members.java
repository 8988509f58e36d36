package dev.millwright.worker.fleet.internal.store;

import java.time.Instant;
import java.util.List;

/**
 * The live workers of a group.
 *
 * @param now when that was so
 * @param members each with what it wrote
 */
public record Members(Instant now, List<Member> members) {
    /** Copies the list. */
    public Members {
        members = List.copyOf(members);
    }

    /**
     * A live worker.
     *
     * @param wid who
     * @param expires until when it counts as live
     * @param worker as it was written
     * @param jobs as they were written; empty if they were not read or are not there
     */
    public record Member(String wid, Instant expires, String worker, String jobs) {}
}
