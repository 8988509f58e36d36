package dev.millwright.worker;

import java.util.List;

/** What the server is told about a job that was fetched: the one report it gets. */
public sealed interface JobOutcome {

    /** The job is done. */
    record Ack() implements JobOutcome {
        /** The one value there is of it. */
        public static final Ack INSTANCE = new Ack();
    }

    /**
     * The job failed or was interrupted.
     *
     * @param errtype the class of the exception, or {@link CancellationReason#errtype()}
     * @param message what went wrong; never null, may be empty
     * @param backtrace one line a frame, innermost first; for an interrupted job the stack of its
     *     thread at the moment of the signal
     */
    record Fail(String errtype, String message, List<String> backtrace) implements JobOutcome {
        /** Copies the backtrace. */
        public Fail {
            backtrace = List.copyOf(backtrace);
        }
    }
}
