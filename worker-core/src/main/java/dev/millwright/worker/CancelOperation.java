package dev.millwright.worker;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The cancel of all jobs of a worker that fit a filter, under way or over; see
 * {@link WorkerView#cancelAll(JobFilter, CancelAllOptions)}. All methods may be called from any thread.
 */
public interface CancelOperation {
    /** Whether it goes on. */
    enum State {
        /** Jobs are left to be cancelled. */
        OPEN,
        /** None is left; a dry run is so from the beginning. */
        DONE,
        /** {@link CancelOperation#abort()} was called, or the worker has closed, while jobs were left. */
        ABORTED
    }

    /**
     * How far it is. {@code matched = cancelled + alreadyOver + failed + left}, at all times.
     *
     * @param state whether it goes on
     * @param matched the jobs that fitted at the call, their outcome still open
     * @param cancelled those that this operation has cancelled: their signals have fired, and from that moment they
     *     cannot be done any more. A function that ignores its signal may still run
     * @param alreadyOver those whose outcome stood when it was their turn: done, failed, or interrupted otherwise
     * @param failed those that could not be cancelled, for want of memory for instance; the log has the cause
     * @param left those whose turn has not come; once it is over, those that were left alone
     */
    record Progress(State state, int matched, int cancelled, int alreadyOver, int failed, int left) {}

    /**
     * Which jobs.
     *
     * @return as it was given
     */
    JobFilter filter();

    /**
     * How far it is.
     *
     * @return a snapshot
     */
    Progress progress();

    /**
     * Has somebody hear how far it is, now, after each pass, and at the end; perhaps twice of the same. Called on the thread
     * that cancels jobs, or on that which calls this method or {@link #abort()}; must not block. What it throws is logged and
     * harms nobody.
     *
     * @param listener hears the newest state there is
     */
    void onProgress(Consumer<Progress> listener);

    /**
     * Completes when the operation is over, and never exceptionally. That the jobs' reports have reached the server is not
     * waited for. What hangs off it must not block.
     *
     * @return a stage of its own for each call
     */
    CompletableFuture<Progress> toCompletableFuture();

    /**
     * Waits until the operation is over.
     *
     * @param limit how long at most, in real time
     * @return how far it is then; its state is {@link State#OPEN} if the limit came first
     * @throws InterruptedException if the calling thread is interrupted
     */
    Progress await(Duration limit) throws InterruptedException;

    /**
     * Cancels no more jobs. Those that are cancelled stay so.
     *
     * @return false if it was over before
     */
    boolean abort();
}
