package dev.millwright.worker;

import java.util.Collection;

/**
 * Something that can tell a worker to cancel one of its running jobs: a queue, a topic, a database
 * table. The worker starts its sources once it is connected and closes them when no job runs any
 * more. A {@link WorkerExtension} that does nothing but cancel.
 */
public interface CancellationSource extends AutoCloseable {

    /** What a source may do with the worker that started it. Safe for use by many threads. */
    interface Target {
        /**
         * The jobs that run now.
         *
         * @return a snapshot
         */
        Collection<RunningJob> runningJobs();

        /**
         * Fires the signal of a running job with {@link CancellationReason#CANCELLED}.
         *
         * @param jid the job's id
         * @return true if this worker runs the job and it is cancelled, now or by an earlier order of the same kind; false if the worker
         *     does not know it, it has just ended, or it was interrupted for another reason
         */
        boolean cancel(String jid);

        /**
         * Like {@link #cancel}, but the job is ACKed instead of moved to Dead.
         *
         * @param jid the job's id
         * @return true if this worker runs the job and it is cancelled, now or by an earlier order of the same kind; false if the worker
         *     does not know it, it has just ended, or it was interrupted for another reason
         */
        boolean discard(String jid);
    }

    /**
     * Begins to listen. Called once, on the thread that starts the worker; must not block.
     *
     * @param target the worker
     */
    void start(Target target);

    /** Stops listening and leaves nothing behind. Called once; may block for up to a few seconds. */
    @Override
    void close();
}
