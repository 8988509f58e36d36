package dev.millwright.worker.internal.platform;

import org.slf4j.Logger;

/** Runs what may fail on a thread that has to go on. Any thread. */
public final class Guard {
    private Guard() {}

    /**
     * Runs a step; what it throws, Errors too, is logged.
     *
     * @param step what is run, on the calling thread
     * @param log where failures go
     * @param what for the log, before the stack
     * @return whether it threw nothing
     */
    public static boolean run(Runnable step, Logger log, String what) {
        try {
            step.run();
            return true;
        } catch (Throwable e) {
            logFailure(log, what, e);
            return false;
        }
    }

    private static void logFailure(Logger log, String what, Throwable failure) {
        try {
            log.error(what, failure);
        } catch (Throwable e) {
            // When there is no memory left, not even that works. The thread goes on all the same.
        }
    }
}
