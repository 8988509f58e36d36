package dev.millwright.worker;

import java.time.Instant;
import java.util.Optional;

/** What a worker knows of a job by its jid, see {@link WorkerView#status(String)}. The value does not change. */
public sealed interface JobStatus {

    /**
     * Its function runs here. It still does so after its signal has fired, until it returns.
     *
     * @param since when the function was called
     * @param attempt which try this is, from 1
     * @param progress the last that it said of itself; empty if it has said nothing
     * @param signalled why its signal fired, if it has
     */
    record Running(Instant since, int attempt, Optional<JobProgress> progress, Optional<CancellationReason> signalled)
            implements JobStatus {}

    /**
     * It has been fetched and its function does not run now: it waits for its next try, or for a slot or a thread.
     *
     * @param attempt which try it waits for, from 1
     * @param nextTry when that is due; empty if it is due now
     */
    record Waiting(int attempt, Optional<Instant> nextTry) implements JobStatus {}

    /** This worker does not have it: it was never fetched here, or it has ended. Another worker may run it. */
    record Unknown() implements JobStatus {
        /** The one value there is of it. */
        public static final Unknown INSTANCE = new Unknown();
    }
}
