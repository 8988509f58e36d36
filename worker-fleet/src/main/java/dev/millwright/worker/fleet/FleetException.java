package dev.millwright.worker.fleet;

import org.jspecify.annotations.Nullable;

/** The fleet's store could not be asked, or has refused. The message is one line and shows no password. */
public class FleetException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * Something went wrong.
     *
     * @param message one line, with the remedy if there is one
     * @param cause what caused it, or null
     */
    public FleetException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
