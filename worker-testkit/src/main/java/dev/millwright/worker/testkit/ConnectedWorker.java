package dev.millwright.worker.testkit;

import java.time.Instant;
import java.util.List;

/**
 * A worker process as a {@link DevServer} sees it.
 *
 * @param wid the worker's id
 * @param hostname from the HELLO of its first connection
 * @param pid from the HELLO of its first connection
 * @param labels from the HELLO of its first connection
 * @param state what the server last heard from it, or was told to tell it
 * @param lastBeat when it last sent BEAT; before the first, when it connected
 * @param rssKb its memory as of its last BEAT, in kB
 * @param connections how many connections it has open
 */
public record ConnectedWorker(
        String wid,
        String hostname,
        int pid,
        List<String> labels,
        State state,
        Instant lastBeat,
        int rssKb,
        int connections) {

    /** Faktory's states of a worker; they only ever go forward. */
    public enum State {
        /** Fetches and runs jobs. */
        RUNNING,
        /** Fetches no more. */
        QUIET,
        /** Is to exit soon. */
        TERMINATE
    }
}
