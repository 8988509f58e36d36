package dev.millwright.worker.fleet.internal.common;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** What a stage has failed with: stages that depend on others wrap it. Stateless; any thread. */
public final class Unwrapped {
    private Unwrapped() {}

    /** The failure itself, without what stages have put around it. */
    public static Throwable of(Throwable thrown) {
        Throwable cause = thrown;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
