package dev.millwright.worker.internal.job;

import dev.millwright.worker.internal.report.Report;
import org.jspecify.annotations.Nullable;

/**
 * Where a run of a job ends. A run is the call of its function, or what stands for it where that is not called. Any
 * thread.
 */
public interface RunEnd {
    /** Claims the run, which begins at most once. False if somebody has: then the caller leaves it alone. */
    boolean claim();

    /** Takes a claim back: the run has not begun after all. To be called by who has {@link #claim claimed} it. */
    void unclaim();

    /** Has a run that was given back go on where jobs run that may take a while. Never throws, never blocks. */
    void resume();

    /**
     * Its function goes on without a thread, and somebody else tells when the run is {@link #over}. To be called by who has
     * claimed it, before anybody else can.
     */
    void suspend();

    /** Where its job goes on after that. */
    Continuations continuations();

    /** Where its job can wait after it. */
    WaitingPlaces waitingPlaces();

    /**
     * The run is over: what it holds, its slot and its part of what a stop waits for, is free. To be called by who has
     * {@link #claim claimed} the run; only the first call counts. Never throws.
     *
     * @param report still to be sent; null if that has been done
     */
    void over(@Nullable Report report);

    /**
     * Gives back what the run holds while its function goes on, but for its thread. That the run is {@link #over} later gives
     * back nothing more.
     *
     * @param whenReturned run once when it is over after all
     * @return false if it was over before: then nothing has been done
     */
    boolean writeOff(Runnable whenReturned);
}
