package dev.millwright.worker.internal.pool;

import dev.millwright.worker.WorkerPool;
import dev.millwright.worker.internal.platform.LogText;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A pool as the API shows it, to one author of changes. Immutable; any thread. */
final class PoolControl implements WorkerPool {
    private static final String PROGRAM = "program";

    private final Pool pool;
    private final PoolChanges changes;
    private final String author;

    private PoolControl(Pool pool, PoolChanges changes, String author) {
        this.pool = pool;
        this.changes = changes;
        this.author = author;
    }

    PoolControl(Pool pool, PoolChanges changes) {
        this(pool, changes, PROGRAM);
    }

    @Override
    public String name() {
        return pool.name();
    }

    @Override
    public List<String> queues() {
        return pool.settings().queues().names();
    }

    @Override
    public int slots() {
        return pool.size();
    }

    @Override
    public int used() {
        return pool.used();
    }

    @Override
    public int waiting() {
        return pool.waiting();
    }

    @Override
    public State state() {
        if (pool.isQuiet()) {
            return State.QUIET;
        }
        return pool.isToldNotToFetch() ? State.PAUSED : State.RUNNING;
    }

    @Override
    public Optional<Pause> pause() {
        return changes.pause();
    }

    @Override
    public Map<String, Pause> pausedQueues() {
        return changes.queuePauses();
    }

    @Override
    public Optional<Change> lastChange() {
        return changes.last();
    }

    @Override
    public WorkerPool by(String other) {
        return new PoolControl(pool, changes, LogText.cut(other, LogText.NAME));
    }

    @Override
    public void resize(int slots) {
        changes.resize(slots, author);
    }

    @Override
    public void pause(String why) {
        changes.pauseUntil(null, null, why, author);
    }

    @Override
    public void pause(Duration time, String why) {
        changes.pauseFor(null, time, why, author);
    }

    @Override
    public void pause(Instant until, String why) {
        changes.pauseUntil(null, until, why, author);
    }

    @Override
    public void resume() {
        changes.resume(null, author);
    }

    @Override
    public void pauseQueue(String queue, String why) {
        changes.pauseUntil(known(queue), null, why, author);
    }

    @Override
    public void pauseQueue(String queue, Duration time, String why) {
        changes.pauseFor(known(queue), time, why, author);
    }

    @Override
    public void pauseQueue(String queue, Instant until, String why) {
        changes.pauseUntil(known(queue), until, why, author);
    }

    @Override
    public void resumeQueue(String queue) {
        changes.resume(known(queue), author);
    }

    private String known(String queue) {
        if (!queues().contains(queue)) {
            throw new IllegalArgumentException("this pool has no queue '" + LogText.name(queue) + "': it fetches from "
                    + String.join(", ", queues()));
        }
        return queue;
    }

    @Override
    public String toString() {
        return (name().isEmpty() ? "the unnamed pool" : "pool " + name()) + ": " + used() + " of " + slots()
                + " slots used, " + state();
    }
}
