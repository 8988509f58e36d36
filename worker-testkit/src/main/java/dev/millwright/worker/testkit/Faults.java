package dev.millwright.worker.testkit;

import java.time.Duration;
import java.util.function.Predicate;

/**
 * Makes a {@link DevServer} misbehave, for tests of how a worker bears it.
 *
 * <pre>{@code
 * server.faults().on("ACK").nth(3).cutBeforeReply();
 * server.faults().on("FETCH").from(wid).always().delay(Duration.ofSeconds(3));
 * }</pre>
 *
 * <p>A fault strikes the next command that it fits, once, unless {@link When} says otherwise. If
 * several fit, the one that was set up first strikes and the others only count the command. For use
 * by any thread.
 */
public interface Faults {
    /**
     * Chooses commands by their verb.
     *
     * @param verb a command, as {@code ACK}; also {@code HELLO}, and {@code HI} for the greeting that
     *     the server sends to a new connection
     * @return what to add to the choice, and what is to happen
     */
    When on(String verb);

    /**
     * Chooses all commands, the handshake not included.
     *
     * @return what to add to the choice, and what is to happen
     */
    When onAny();

    /**
     * Chooses new connections, before the server has greeted them.
     *
     * @return what to add to the choice, and what is to happen
     */
    default When onConnect() {
        return on(RecordedCommand.CONNECT);
    }

    /** Takes all faults away. */
    void clear();

    /** When a fault strikes, and, as the last call, what it does. */
    interface When {
        /**
         * Only commands of one worker.
         *
         * @param wid the worker's id
         * @return this
         */
        When from(String wid);

        /**
         * Only commands of one connection.
         *
         * @param connection its number, see {@link RecordedCommand#connection()}
         * @return this
         */
        When connection(int connection);

        /**
         * Only commands that a test chooses itself.
         *
         * @param condition must not block
         * @return this
         */
        When where(Predicate<RecordedCommand> condition);

        /**
         * Only the nth command that fits, counted from now.
         *
         * @param n 1 for the next one
         * @return this
         */
        When nth(int n);

        /**
         * The first few commands that fit.
         *
         * @param n how many
         * @return this
         */
        When first(int n);

        /**
         * Every command that fits.
         *
         * @return this
         */
        When always();

        /**
         * The connection breaks; the command is not handled.
         *
         * @return the fault
         */
        Fault cut();

        /**
         * The command is handled, then the connection breaks.
         *
         * @return the fault
         */
        Fault cutBeforeReply();

        /**
         * The command is handled, then the connection breaks in the middle of the reply.
         *
         * @return the fault
         */
        Fault cutMidReply();

        /**
         * The connection breaks after the reply.
         *
         * @return the fault
         */
        Fault cutAfterReply();

        /**
         * The command is handled later, and what is behind it on the connection waits.
         *
         * @param length by the server's clock
         * @return the fault
         */
        Fault delay(Duration length);

        /**
         * The command is handled at once, but its reply comes later.
         *
         * @param length by the server's clock
         * @return the fault
         */
        Fault delayReply(Duration length);

        /**
         * The command is not handled and the connection is silent from then on, but stays open.
         *
         * @return the fault
         */
        Fault stall();

        /**
         * The command is handled and the connection is silent from then on, but stays open.
         *
         * @return the fault
         */
        Fault stallReply();

        /**
         * The command is not handled but answered {@code -ERR text}.
         *
         * @param text what comes after {@code -ERR}
         * @return the fault
         */
        Fault error(String text);

        /**
         * The command is not handled but answered with anything at all.
         *
         * @param bytes sent as they are
         * @return the fault
         */
        Fault replyWith(byte[] bytes);

        /**
         * The command is not handled but answered with bytes that are no reply of any server.
         *
         * @return the fault
         */
        Fault garbage();

        /**
         * The reply is sent byte by byte.
         *
         * @return the fault
         */
        Fault splitReply();

        /**
         * Something happens just before the command is handled, for instance
         * {@code () -> server.quiet(wid)}.
         *
         * @param action runs on the connection's thread; may use the server, but not close it
         * @return the fault
         */
        Fault run(Runnable action);
    }
}
