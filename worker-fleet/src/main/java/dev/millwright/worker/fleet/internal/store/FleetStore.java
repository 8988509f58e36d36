package dev.millwright.worker.fleet.internal.store;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * What the members of one group keep in common. Each method returns at once and never throws for the store's sake: its
 * stage fails with a {@link dev.millwright.worker.fleet.FleetException}, when the store is away, or refuses. What is
 * written and read are texts; who writes them knows their meaning.
 *
 * <p>All moments are the store's own: it alone says what time it is, and each answer that holds moments also says when it
 * was given. Versions are numbers that grow with each change of an operation, also over the loss of the store's data, as
 * long as its clock is not set back.
 *
 * <p>Any thread; stages complete on a thread of the store, which must not be blocked.
 */
public interface FleetStore extends AutoCloseable {
    /** How many operations of a group can be open at once. */
    int MAX_OPEN = 1_000;

    /**
     * Says that a worker is alive, and what has changed of it. It counts as live until {@link Renewal#EXPIRY} has passed.
     *
     * @param renewal what to write
     * @return whether all that was not sent is still there; if not, all is to be sent anew
     */
    CompletionStage<Renewed> renew(Renewal renewal);

    /**
     * A worker is gone for good; nothing of it is left.
     *
     * @param wid whose
     * @return when it is written
     */
    CompletionStage<Void> leave(String wid);

    /**
     * The live workers.
     *
     * @param withJobs whether to read their running jobs as well
     * @return in no order; a worker that expires meanwhile may be missing
     */
    CompletionStage<Members> members(boolean withJobs);

    /**
     * Opens an operation, or finds it open already.
     *
     * @param opening what it is
     * @return what has become of it
     */
    CompletionStage<Opened> open(Opening opening);

    /**
     * What has changed of the operations since a version: those opened and those that ended.
     *
     * @param since a version that was read before; 0 for all
     * @return the oldest changes first; a page, if there are many
     */
    CompletionStage<Operations> operations(long since);

    /**
     * One operation, whether it is open or over.
     *
     * @param id which
     * @return how it stands
     */
    CompletionStage<Found> operation(String id);

    /**
     * Says what a worker has done for some operations. Repeats overwrite; of an operation that is not known nothing is
     * kept.
     *
     * @param wid who
     * @param counts by the operations' ids
     * @return when it is written
     */
    CompletionStage<Void> acknowledge(String wid, Map<String, Counts> counts);

    /**
     * What the workers have done for some operations.
     *
     * @param ids of operations
     * @return for each id, in their order, counts by wid
     */
    CompletionStage<List<Map<String, Counts>>> acknowledged(List<String> ids);

    /**
     * Ends an operation before its time.
     *
     * @param id which
     * @return what has become of it
     */
    CompletionStage<Aborted> abort(String id);

    /**
     * The version of the last change; what is polled.
     *
     * @return 0 if there was none
     */
    CompletionStage<Long> version();

    /**
     * Hears that something has changed, sooner than a poll would tell. A hint and no more: it can be lost.
     *
     * @param hint called on any thread; must not block
     */
    void listen(Runnable hint);

    /** What one member at a time may do. */
    Leases leases();

    /** The queues that the group has paused. */
    PauseRecords pauses();

    /** What the group knows of its jobtypes. */
    CareRecords care();

    /** How many records could not be read since this was made. */
    long unreadable();

    /** Lets go of what it holds. What is under way fails. May block for a second or so. */
    @Override
    void close();
}
