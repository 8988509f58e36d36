package dev.millwright.worker;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a worker has done in a minute, in all and in each pool, see {@link WorkerView#lastReport()}. The value does not
 * change.
 *
 * @param from when the minute began
 * @param until when it ended; for one that still goes on, when it was looked at
 * @param total all pools together
 * @param pools its pools, in the order of {@link WorkerStatus#pools()}
 */
public record WorkerReport(Instant from, Instant until, Counts total, List<Pool> pools) {
    /** Copies the list. */
    public WorkerReport {
        pools = List.copyOf(pools);
    }

    /**
     * One pool.
     *
     * @param name empty for the unnamed pool
     * @param counts what has become of its jobs
     * @param queues its queues, in the order in which they were given
     */
    public record Pool(String name, Counts counts, List<Queue> queues) {
        /** Copies the list. */
        public Pool {
            queues = List.copyOf(queues);
        }
    }

    /**
     * One queue of a pool, at the end of the minute. Known only if it was asked for, see {@link
     * Worker.Builder#reportBacklog}, and the server has answered in time.
     *
     * @param name the queue
     * @param backlog how many jobs wait in it that are due; other workers' count too
     * @param latency how long the oldest of them has been there; zero if there is none
     */
    public record Queue(String name, OptionalLong backlog, Optional<Duration> latency) {}

    /**
     * What has become of jobs. Each run of a job is counted once as started, when its function is called, and once as
     * completed, when it is over; the next try of the same job is another run. So {@code completed} is always the sum of
     * {@code succeeded}, {@code failed}, {@code retried} and {@code cancelled}. Jobs that were refused, as their jobtype is
     * unknown here, they cannot be read or the executor did not take them, and jobs that were interrupted before their
     * functions were called, are completed without having been started. Jobs that are postponed, or go back to the server
     * without their functions having been called, are not counted.
     *
     * @param started functions that were called
     * @param completed runs that are over: the function has ended, whether it returned or threw, or it was written off
     * @param succeeded runs whose job is done
     * @param failed runs whose job has failed for good: it threw, was refused, or was interrupted by its deadline or by a
     *     shutdown, and no retry comes
     * @param retried runs after which the job comes again: the same, and a retry comes, or it went back to its queue
     * @param cancelled runs whose job was cancelled, whatever became of it then
     * @param running functions that run at the end of the minute, without those that were written off
     * @param waiting jobs that this worker holds then and does not run: they wait for their next try, a slot or a thread
     * @param writtenOff functions that run then though they were written off, see {@link Worker.Builder#writeOff}
     */
    public record Counts(
            long started,
            long completed,
            long succeeded,
            long failed,
            long retried,
            long cancelled,
            int running,
            int waiting,
            int writtenOff) {
        /**
         * The part of the completed runs that failed, for good or not.
         *
         * @return from 0 to 1, rounded to four decimals; 0 if nothing was completed
         */
        public double failureRate() {
            return rate(failed + retried, completed);
        }

        /**
         * The part that failed for good, of those that were not retried.
         *
         * @return from 0 to 1, rounded to four decimals; 0 if there were none
         */
        public double permanentFailureRate() {
            return rate(failed, completed - retried);
        }

        /** Halves are rounded up, exactly. */
        private static double rate(long part, long whole) {
            long tenThousandths = whole <= 0 ? 0 : (20_000 * part + whole) / (2 * whole);
            return tenThousandths / 10_000.0;
        }

        /**
         * These and others together.
         *
         * @param more what is added
         * @return the sums
         */
        public Counts plus(Counts more) {
            return new Counts(
                    started + more.started,
                    completed + more.completed,
                    succeeded + more.succeeded,
                    failed + more.failed,
                    retried + more.retried,
                    cancelled + more.cancelled,
                    running + more.running,
                    waiting + more.waiting,
                    writtenOff + more.writtenOff);
        }
    }
}
