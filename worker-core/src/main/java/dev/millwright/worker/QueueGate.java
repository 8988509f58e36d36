package dev.millwright.worker;

/**
 * Says from which queues may be fetched now: for a limit on what another system takes, a window of time, a switch. Added by
 * {@link JobRegistry#queueGate}. While a queue is closed it is left out of each FETCH, and its jobs stay on the server,
 * where other workers get them; a pool whose queues are all closed sends none. With several gates a queue is open if all of
 * them say so.
 *
 * <p>A FETCH under way is not taken back: for up to 2 s after a queue has been closed a job of it can still come.
 */
@FunctionalInterface
public interface QueueGate {

    /**
     * Whether a FETCH may name this queue. Called before each FETCH, for each queue of the pool, on the thread that drives
     * all its lanes and runs its short jobs: the answer must be at hand, so read a field. What it throws counts as open,
     * with a warning.
     *
     * @param queue a queue of one of the worker's pools
     * @return whether it is open
     */
    boolean isOpen(String queue);

    /**
     * The worker starts. Called once, on the thread that starts it, before the first FETCH; must not block. What it throws
     * is logged.
     *
     * @param changed to be run when an answer may have changed to open, so that idle lanes look again at once; from any
     *     thread, and at any time. Without, they look within a second
     */
    default void start(Runnable changed) {}
}
