package dev.millwright.worker.cli.internal.admin;

/** A request that cannot be done as it stands, with the answer to it. */
final class BadRequest extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    /** With one line that names what is wrong and the remedy. */
    BadRequest(int status, String line) {
        super(line, null, false, false);
        this.status = status;
    }

    Answer answer() {
        return Answer.line(status, String.valueOf(getMessage()));
    }
}
