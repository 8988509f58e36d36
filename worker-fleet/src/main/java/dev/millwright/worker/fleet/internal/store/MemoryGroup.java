package dev.millwright.worker.fleet.internal.store;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.millwright.worker.WorkerClock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;

/**
 * A group that lives in one process, shared by the stores of its members. Its time is its clock's. Any thread; hints come
 * on the thread that changes something.
 */
public final class MemoryGroup {
    private final WorkerClock clock;
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final MemoryState state = new MemoryState();

    private final List<Runnable> hints = new CopyOnWriteArrayList<>();

    /**
     * A group without members.
     *
     * @param clock says what time it is
     */
    public MemoryGroup(WorkerClock clock) {
        this.clock = clock;
    }

    /** Does one step by itself. */
    <T> T step(BiFunction<MemoryState, Instant, T> step) {
        lock.lock();
        try {
            Instant now = clock.instant();
            state.forget(now);
            return step.apply(state, now);
        } finally {
            lock.unlock();
        }
    }

    void hint() {
        hints.forEach(Runnable::run);
    }

    void listen(Runnable hint) {
        hints.add(hint);
    }

    void unlisten(List<Runnable> whose) {
        hints.removeAll(whose);
    }
}
