package dev.millwright.worker.testkit.internal.faults;

import java.io.IOException;
import java.io.Serial;

/** The connection is to be closed now, without another word. */
public final class ConnectionCut extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    public ConnectionCut() {
        super("cut");
    }
}
