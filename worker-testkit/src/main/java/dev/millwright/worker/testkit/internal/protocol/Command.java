package dev.millwright.worker.testkit.internal.protocol;

import dev.millwright.worker.testkit.internal.store.Refused;

/** What one verb does. */
interface Command {
    /**
     * Handles a command.
     *
     * @param session the connection it came on
     * @param line the whole line, verb included
     * @throws Refused answers {@code -ERR} with its message
     * @throws RuntimeException answers {@code -ERR internal error}, as a panic of the stock server
     *     does; commands rely on that for lines that are too short
     */
    Reply run(Session session, String line) throws Refused;
}
