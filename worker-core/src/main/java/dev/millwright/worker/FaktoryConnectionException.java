package dev.millwright.worker;

import org.jspecify.annotations.Nullable;

/**
 * The server could not be reached, or the connection broke or went silent. A command that was under
 * way when this is thrown may or may not have been carried out.
 */
public class FaktoryConnectionException extends FaktoryException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message names the server (never its password) and what failed
     * @param cause what was behind it
     */
    public FaktoryConnectionException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
