package dev.millwright.worker.internal.job;

import java.util.concurrent.Executor;

/** Where a pool's jobs go on that wait without a thread. Any thread. */
public interface Continuations {
    /**
     * Has a step of the worker's own run soon, on the thread of the lanes while such steps are short, else on a thread of
     * its own. Never throws, never blocks.
     *
     * @param pace how long such steps have taken so far; is told of this one
     */
    void goOn(Runnable step, RunTimeEstimate pace);

    /** Like {@link #goOn}, for a step that runs what is the user's: on the user's threads, if the pool has such. */
    void goOnAsJob(Runnable step, RunTimeEstimate pace);

    /** Runs what users give to it themselves. */
    Executor executor();
}
