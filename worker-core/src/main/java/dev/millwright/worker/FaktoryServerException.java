package dev.millwright.worker;

/** The server answered a command with an error. */
public class FaktoryServerException extends FaktoryException {
    private static final long serialVersionUID = 1L;

    private final String code;

    /**
     * Creates an exception.
     *
     * @param code the word after the minus sign: {@code ERR}, {@code NOTUNIQUE}, …
     * @param message the rest of the server's line
     */
    public FaktoryServerException(String code, String message) {
        super(message);
        this.code = code;
    }

    /**
     * The kind of error.
     *
     * @return {@code ERR}, or a code such as {@code NOTUNIQUE}
     */
    public String code() {
        return code;
    }
}
