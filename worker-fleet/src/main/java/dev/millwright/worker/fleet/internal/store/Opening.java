package dev.millwright.worker.fleet.internal.store;

import java.time.Duration;

/**
 * An operation to be opened.
 *
 * @param id what it is called
 * @param subject what it does, in one line: the same id with the same subject is the same operation
 * @param details who asked for it, and why
 * @param tolerance how far behind the moment of the call the cutoff lies; negative for before
 * @param lifetime after which it expires
 */
public record Opening(String id, String subject, String details, Duration tolerance, Duration lifetime) {
    /** Checks that the subject is one line, as records rely on it. */
    public Opening {
        if (subject.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("the subject of an operation is one line");
        }
    }
}
