package dev.millwright.worker;

import org.jspecify.annotations.Nullable;

/** A job's args are not what its function or its {@link JobType} takes. */
public class JobArgsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message names the arg, what was expected and what came
     * @param cause what was behind it
     */
    public JobArgsException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
