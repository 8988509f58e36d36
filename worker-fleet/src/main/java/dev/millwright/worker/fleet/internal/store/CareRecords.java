package dev.millwright.worker.fleet.internal.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * What a group keeps of its jobtypes, to see which are abandoned: facts, which all workers add to; decisions, which are
 * written under the lease {@link #LEASE} and refused unless its token is the newest; and what was ordered by hand. It is
 * forgotten when it has not been written to for {@link #KEPT}.
 *
 * <p>Stages fail and complete as those of {@link FleetStore}.
 */
public interface CareRecords {
    /** The name of the lease under which is decided. */
    String LEASE = "abandoned";

    /** How many units of a group can be known: jobtypes are named by whoever pushes. */
    int MAX_UNITS = 2_000;

    /** How many units can be written at once. */
    int MAX_DELTAS = 100;

    /** For how long something that nobody writes to is kept. */
    Duration KEPT = Duration.ofDays(100);

    /**
     * The answer to facts that were added.
     *
     * @param now when that was so
     * @param refused for how many units there was no room, or whose facts cannot be read
     */
    record Added(Instant now, long refused) {}

    /**
     * All there is.
     *
     * @param now when that was so
     * @param facts by unit
     * @param care how units stand, as texts
     * @param held which units are held, as texts
     * @param orders by jobtype
     * @param notices what is still to be told, as texts by id
     * @param rules by which was decided last, as text; empty if they are not known
     * @param looked when somebody last looked at the list; {@link Instant#EPOCH} if nobody has
     * @param unreadable which facts and orders cannot be read
     */
    record All(
            Instant now,
            Map<Unit, Facts> facts,
            Map<Unit, String> care,
            Map<Unit, String> held,
            Map<String, HandOrders> orders,
            Map<String, String> notices,
            String rules,
            Instant looked,
            List<String> unreadable) {
        /** Copies the collections. */
        public All {
            facts = Map.copyOf(facts);
            care = Map.copyOf(care);
            held = Map.copyOf(held);
            orders = Map.copyOf(orders);
            notices = Map.copyOf(notices);
            unreadable = List.copyOf(unreadable);
        }
    }

    /**
     * Adds what a worker has seen.
     *
     * @param wid who
     * @param number one more than that of the call before; a number that was added already is not added again
     * @param deltas at most {@link #MAX_DELTAS}
     * @return when it is written
     */
    CompletionStage<Added> add(String wid, long number, List<FactsDelta> deltas);

    /** Reads all. */
    CompletionStage<All> all();

    /** Which units are held, as texts. */
    CompletionStage<Map<Unit, String>> held();

    /**
     * Writes decisions.
     *
     * @param token of the lease
     * @param rules by which was decided, as text
     * @param decisions in any order; those of one unit are written together
     * @return false if there is a newer token, or this one was lost: then the rest was not written
     */
    CompletionStage<Boolean> decide(long token, String rules, List<Decision> decisions);

    /**
     * Writes that a notice was told.
     *
     * @param id of the notice
     * @param left what is left of it, as text; empty if nothing is
     * @return when it is written
     */
    CompletionStage<Void> told(String id, String left);

    /**
     * Orders by hand that a jobtype is left alone for some time.
     *
     * @param jobtype which
     * @param time for how long from now
     * @param by who
     * @return until when
     */
    CompletionStage<Instant> snooze(String jobtype, Duration time, String by);

    /**
     * Orders by hand that jobs of a jobtype are no longer held.
     *
     * @param jobtype which
     * @param by who
     * @return how many of its units are held
     */
    CompletionStage<Long> release(String jobtype, String by);

    /** Says that somebody has looked at the list. */
    CompletionStage<Void> look();
}
