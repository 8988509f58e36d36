package dev.millwright.worker.fleet;

import dev.millwright.worker.JobFilter;
import java.time.Instant;
import java.util.List;

/**
 * A cancel of jobs in a whole group, as it stood when it was looked at. All moments are by the store's clock.
 *
 * @param id what it is called
 * @param filter which jobs
 * @param reason why; empty if nobody has said
 * @param by who wants it; empty if nobody has said
 * @param discard whether the jobs are ACKed instead of moved to Dead
 * @param dryRun whether they are only counted
 * @param state how far it is
 * @param opened when it was asked for
 * @param cutoff jobs whose {@code created_at} is later are left alone
 * @param expires until when it meets jobs that come later
 * @param matched how many jobs it was for so far: {@code cancelled + alreadyOver + failed}, and those whose turn has not
 *     come. In a dry run all others are zero
 * @param cancelled how many of these were cancelled
 * @param alreadyOver how many had their outcome when it was their turn
 * @param failed how many could not be cancelled; their workers' logs say why
 * @param workers how many live workers there are
 * @param acknowledged how many of these have gone through the jobs that they held
 * @param perWorker what each has done; those too that have gone since, whose counts stay in the sums
 */
public record FleetOperation(
        String id,
        JobFilter filter,
        String reason,
        String by,
        boolean discard,
        boolean dryRun,
        State state,
        Instant opened,
        Instant cutoff,
        Instant expires,
        long matched,
        long cancelled,
        long alreadyOver,
        long failed,
        int workers,
        int acknowledged,
        List<PerWorker> perWorker) {

    /** Copies the list. */
    public FleetOperation {
        perWorker = List.copyOf(perWorker);
    }

    /** How far an operation is. */
    public enum State {
        /** There is a live worker that has not yet gone through its jobs. */
        OPEN,
        /**
         * All live workers have. Jobs that are fetched later are still met until it expires, unless its filter is for running
         * jobs only, or it is a dry run. A worker that joins now has it open again until that has applied it, too.
         */
        DONE,
        /** It was ended before its time. */
        ABORTED,
        /** Its time is over. */
        EXPIRED
    }

    /**
     * What one worker has done for it.
     *
     * @param wid who
     * @param host the name of its machine; empty if it has gone, or has not said
     * @param live whether it is still there
     * @param acknowledged whether it has gone through the jobs that it held
     * @param matched as of the operation
     * @param cancelled as of the operation
     * @param alreadyOver as of the operation
     * @param failed as of the operation
     */
    public record PerWorker(
            String wid,
            String host,
            boolean live,
            boolean acknowledged,
            long matched,
            long cancelled,
            long alreadyOver,
            long failed) {}
}
