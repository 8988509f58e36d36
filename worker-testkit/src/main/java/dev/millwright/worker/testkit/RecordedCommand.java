package dev.millwright.worker.testkit;

import java.time.Instant;

/**
 * A command that reached a {@link DevServer}, noted before it was handled.
 *
 * @param number counts all commands of the server, from 1
 * @param connection counts the connections of the server, from 1
 * @param wid the worker whose connection it came on; empty for a producer's
 * @param verb the first word, as {@code PUSH}; {@code HI} stands for a connection that was accepted,
 *     {@code HELLO} for its handshake
 * @param payload the rest of the line; empty if there is none; a HELLO's is without its {@code pwdhash}
 * @param at when, by the server's clock
 */
public record RecordedCommand(long number, int connection, String wid, String verb, String payload, Instant at) {
    /** The pseudo-verb of a connection that was accepted. */
    public static final String CONNECT = "HI";

    /** The line as it was sent. */
    @Override
    public String toString() {
        return payload.isEmpty() ? verb : verb + " " + payload;
    }
}
