package dev.millwright.worker;

import org.jspecify.annotations.Nullable;

/** A command could not be carried out. Subclasses tell whether the server refused or was not reached. */
public class FaktoryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message one line that says what to do
     */
    public FaktoryException(String message) {
        super(message);
    }

    /**
     * Creates an exception with a cause.
     *
     * @param message one line that says what to do
     * @param cause what was behind it
     */
    public FaktoryException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
