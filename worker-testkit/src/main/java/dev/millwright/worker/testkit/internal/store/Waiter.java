package dev.millwright.worker.testkit.internal.store;

import java.util.List;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/** A thread that waits for a job of some queues or for its time to be up. Guarded by the broker's lock. */
final class Waiter {
    private final String wid;
    private final List<String> queues;
    private final Condition woken;
    private @Nullable Reservation reservation;
    private boolean over;

    Waiter(String wid, List<String> queues, Condition woken) {
        this.wid = wid;
        this.queues = queues;
        this.woken = woken;
    }

    String wid() {
        return wid;
    }

    List<String> queues() {
        return queues;
    }

    boolean isOver() {
        return over;
    }

    void finish(@Nullable Reservation job) {
        if (!over) {
            over = true;
            reservation = job;
            woken.signal();
        }
    }

    @Nullable
    Reservation await() {
        while (!over) {
            woken.awaitUninterruptibly();
        }
        return reservation;
    }
}
