package dev.millwright.worker.internal.net.loop;

/**
 * An I/O thread that has time for other things. To run a job of microseconds where its bytes were read
 * wakes nobody; handing it to another thread costs more than the job. If one takes long against
 * expectation, the connections move to another thread within milliseconds.
 */
public interface TurnThread extends IoThread {
    /**
     * Has something run as soon as what can be read now has been read. To be called on the I/O thread.
     *
     * @param expectedNanos how long it is going to take
     * @return false if that, with what waits already, is so long that it is better run elsewhere, or if no
     *     other thread could go on with the I/O
     */
    boolean takeTurn(Turn turn, long expectedNanos);
}
