package dev.millwright.worker.internal.net.loop;

/** A short task, such as a job, that an I/O thread runs between reading and writing. */
public interface InlineTask {
    /**
     * Runs the task. If it overruns, the event loop moves to another thread, so it must not touch state that is confined
     * to the loop.
     */
    void run();

    /** The task has run. Called on the loop's thread, which is still the one that ran it. */
    void completed();

    /** An earlier task overran, so this one was never started: run it elsewhere. Called on the loop's thread. */
    void notStarted();

    /** The task overran. Called on the new thread of the loop, while the task still runs on the old one. */
    void overran();

    /** The task has run, after {@link #overran} or while that is being called. Called on the thread that ran it. */
    void completedAfterOverrun();
}
