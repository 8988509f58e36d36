package dev.millwright.worker.internal.config;

import dev.millwright.worker.WorkerPool;
import java.util.Collection;
import java.util.List;

/** The settings of one pool. Mutable; confined to the thread that builds the worker. */
public final class PoolDraft {
    /** More lanes than this do not make a worker faster, and the server stops at 2,000 connections. */
    static final int MAX_DEFAULT_LANES = 32;

    /** By which people and scripts know the pool that has no name. */
    public static final String NAME_OF_UNNAMED = "default";

    final String name;
    private QueueOrder queues = QueueOrder.parse(List.of("default"));
    private int slots = 10;
    private int lanes;
    private boolean asked;

    PoolDraft(String name) {
        this.name = name;
    }

    /** Sets the queues; throws IllegalArgumentException with one line if a name or weight is not valid. */
    public void queues(Collection<String> specs) {
        this.queues = QueueOrder.parse(specs);
        this.asked = true;
    }

    /** Sets the number of slots. */
    public void slots(int value) {
        String what = name.isEmpty() ? "concurrency" : "the number of slots of pool '" + name + "'";
        if (value < 1) {
            throw new IllegalArgumentException(what + " must be at least 1, not " + value);
        }
        if (value > WorkerPool.MAX_SLOTS) {
            throw new IllegalArgumentException(what + " must be at most " + WorkerPool.MAX_SLOTS + ", not " + value);
        }
        this.slots = value;
        this.asked = true;
    }

    /** Sets the number of lanes. */
    public void lanes(int value) {
        if (value < 1) {
            throw new IllegalArgumentException("lanes must be at least 1, not " + value);
        }
        this.lanes = value;
        this.asked = true;
    }

    /** Whether anything has been set, so that the unnamed pool is wanted beside named ones. */
    boolean asked() {
        return asked;
    }

    PoolSettings settings() {
        return new PoolSettings(name, queues, slots, lanes == 0 ? MAX_DEFAULT_LANES : lanes);
    }
}
