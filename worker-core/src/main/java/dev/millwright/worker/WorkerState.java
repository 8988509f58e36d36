package dev.millwright.worker;

/** Where a worker stands in its life. It only ever moves downwards in this list. */
public enum WorkerState {
    /** Built, not started. */
    NEW,
    /** Connecting to the server for the first time. */
    STARTING,
    /** Fetching and running jobs. */
    RUNNING,
    /** Fetches no more; what runs goes on. The server knows this state as {@code quiet}. */
    QUIET,
    /** Stopping: waits for running jobs, then interrupts them. The server's {@code terminate}. */
    STOPPING,
    /** Over; all connections are closed. */
    STOPPED
}
