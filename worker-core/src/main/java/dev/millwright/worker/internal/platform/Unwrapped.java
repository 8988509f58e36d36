package dev.millwright.worker.internal.platform;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Stages that depend on others wrap what those failed with, and it is that which says what happened. Stateless; any thread. */
public final class Unwrapped {
    private static final int MOST_WRAPPERS = 100;

    private Unwrapped() {}

    /** What a stage has failed with, without its wrappers; never throws. */
    public static Throwable of(Throwable failure) {
        try {
            Throwable inner = failure;
            for (int i = 0; i < MOST_WRAPPERS && isWrapper(inner); i++) {
                Throwable cause = inner.getCause();
                if (cause == null) {
                    return inner;
                }
                inner = cause;
            }
            return isWrapper(inner) ? failure : inner;
        } catch (Throwable e) { // the exception is the user's, and so is what its methods throw
            return failure;
        }
    }

    private static boolean isWrapper(Throwable t) {
        return t instanceof CompletionException || t instanceof ExecutionException;
    }
}
