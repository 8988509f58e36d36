package dev.millwright.worker.cli.internal;

import dev.millwright.worker.internal.platform.Causes;
import dev.millwright.worker.internal.platform.LogText;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

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

    /** Prints a line, and the stack; returns the exit code. Never throws, though what was thrown may be the user's. */
    static int tell(Throwable failure, PrintWriter err) {
        Throwable thrown = failure;
        if (failure instanceof Unexpected usersOwn) {
            err.println("millwright: " + usersOwn.getMessage());
            thrown = usersOwn.getCause();
        } else {
            err.println("millwright: unexpected failure, please report it: " + LogText.message(failure));
        }
        printStack(thrown, err);
        return CommandLineProgram.UNEXPECTED;
    }

    private static void printStack(@Nullable Throwable thrown, PrintWriter err) {
        if (thrown != null && Causes.tooMany(thrown) == null) {
            try {
                thrown.printStackTrace(err);
            } catch (Throwable e) {
                err.println("millwright: its stack cannot be printed: "
                        + e.getClass().getName());
            }
        }
    }
}
