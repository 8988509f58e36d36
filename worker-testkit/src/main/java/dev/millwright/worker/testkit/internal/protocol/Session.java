package dev.millwright.worker.testkit.internal.protocol;

import dev.millwright.worker.testkit.internal.store.WorkerRecord;
import java.util.function.BooleanSupplier;

/**
 * What commands need to know of the connection they came on.
 *
 * @param life the life of the server that the connection belongs to
 * @param hello what its HELLO said
 * @param peerGone asks the socket whether the other side has closed it
 */
public record Session(int life, WorkerRecord hello, BooleanSupplier peerGone) {
    /** The worker's id; empty for a producer. */
    String wid() {
        return hello.wid();
    }
}
