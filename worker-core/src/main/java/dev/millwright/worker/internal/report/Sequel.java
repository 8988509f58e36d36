package dev.millwright.worker.internal.report;

import dev.millwright.worker.JobOutcome;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The company of a job's report: a callback that the server gets before, and those who hear of it after. Called by who owns
 * the report, mostly an I/O thread; neither blocks nor throws.
 */
public interface Sequel {
    /**
     * Has the callback made that goes with an outcome.
     *
     * @param outcome what is about to be reported
     * @param then gets the PUSH of the callback, or null if it cannot be made; called once if this returns true, on any
     *     thread, perhaps before this returns
     * @return false if none goes with this outcome
     */
    boolean callback(JobOutcome outcome, Consumer<byte @Nullable []> then);

    /** The server does not take the callback; the job is reported without. */
    void callbackRefused(String why);

    /** The server has confirmed the report. */
    void confirmed(JobOutcome outcome);

    /** The fate of the report is not known, or the job will be tried again all the same. */
    void unknown(JobOutcome outcome, String why);
}
