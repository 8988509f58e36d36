package dev.millwright.worker.testkit.internal.json;

import java.io.Serial;

/** Input that Go's {@code encoding/json} would refuse; the message is worded as Go's. */
public final class InvalidJson extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    public InvalidJson(String message) {
        super(message);
    }
}
