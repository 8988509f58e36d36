package dev.millwright.worker.testkit;

import java.time.Duration;

/** A fault that is set up on a {@link DevServer}. For use by any thread. */
public interface Fault {
    /**
     * How often it has struck.
     *
     * @return 0 before the first time
     */
    int hits();

    /**
     * Waits until it has struck at least once.
     *
     * @param limit how long to wait at most, in real time
     * @throws AssertionError if it did not strike in time
     */
    void awaitHit(Duration limit);

    /** As {@link #awaitHit(Duration)}, for at most 10 seconds. */
    default void awaitHit() {
        awaitHit(DevServer.DEFAULT_LIMIT);
    }

    /** Takes it away; has no effect on a command that it has struck already. */
    void remove();
}
