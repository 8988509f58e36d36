package dev.millwright.worker.cli.internal;

import dev.millwright.worker.internal.platform.LogText;
import java.io.PrintWriter;

/** A fault: of ours, or of the program that brings the job functions. Stateless; any thread. */
final class Unexpected extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private Unexpected(String message, Throwable cause) {
        super(message, cause);
    }

    /** For what the user's own code has thrown. */
    static Unexpected inCodeOf(String whose, Throwable thrown) {
        if (thrown instanceof Unexpected known) {
            return known;
        }
        // Its message is null: what an initializer has thrown is its cause.
        Throwable initializers = thrown instanceof ExceptionInInitializerError ? thrown.getCause() : null;
        Throwable cause = initializers == null ? thrown : initializers;
        return new Unexpected(whose + " failed: " + LogText.message(cause), cause);
    }

    /** Tells it, with the stack; returns the exit code. Never throws, though what was thrown may be the user's. */
    static int tell(Throwable failure, PrintWriter err, LastWords words) {
        if (failure instanceof Unexpected usersOwn) {
            words.tell(err, String.valueOf(usersOwn.getMessage()), usersOwn.getCause());
        } else {
            words.tell(err, "unexpected failure, please report it: " + LogText.message(failure), failure);
        }
        return CommandLineProgram.UNEXPECTED;
    }
}
