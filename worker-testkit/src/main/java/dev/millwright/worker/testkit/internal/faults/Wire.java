package dev.millwright.worker.testkit.internal.faults;

import java.io.IOException;
import java.time.Duration;

/** What a fault can do to a connection; only used on the connection's own thread. */
public interface Wire {
    /** Sends bytes at once. */
    void write(byte[] bytes) throws IOException;

    /** Waits, by the server's clock. */
    void pause(Duration length);

    /** Reads and ignores what comes, until the connection is closed. */
    void ignoreInput() throws IOException;
}
