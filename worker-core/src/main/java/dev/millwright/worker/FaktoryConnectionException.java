package dev.millwright.worker;

import org.jspecify.annotations.Nullable;

/** The server could not be reached, or the connection broke or went silent. */
public class FaktoryConnectionException extends FaktoryException {
    private static final long serialVersionUID = 1L;

    private final boolean mayHaveArrived;

    /**
     * Creates an exception for a command that may or may not have been carried out.
     *
     * @param message names the server (never its password) and what failed
     * @param cause what was behind it
     */
    public FaktoryConnectionException(String message, @Nullable Throwable cause) {
        this(message, cause, true);
    }

    /**
     * Creates an exception.
     *
     * @param message names the server (never its password) and what failed
     * @param cause what was behind it
     * @param mayHaveArrived see {@link #mayHaveArrived()}
     */
    public FaktoryConnectionException(String message, @Nullable Throwable cause, boolean mayHaveArrived) {
        super(message, cause);
        this.mayHaveArrived = mayHaveArrived;
    }

    /**
     * Whether the command that was under way may have been carried out.
     *
     * @return false only if it certainly was not, so that sending it again does nothing twice
     */
    public boolean mayHaveArrived() {
        return mayHaveArrived;
    }
}
