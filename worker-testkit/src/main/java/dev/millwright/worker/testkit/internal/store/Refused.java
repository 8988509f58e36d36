package dev.millwright.worker.testkit.internal.store;

import java.io.Serial;

/** The server will not do what was asked; the message goes to the client after {@code -ERR}. */
public final class Refused extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    public Refused(String message) {
        super(message);
    }
}
