package dev.millwright.worker;

/** The server refused the password, or wants one and none was given. Trying again does not help. */
public class FaktoryAuthenticationException extends FaktoryException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message names the server, never the password
     */
    public FaktoryAuthenticationException(String message) {
        super(message);
    }
}
