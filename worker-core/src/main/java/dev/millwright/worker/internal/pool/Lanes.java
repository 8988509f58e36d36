package dev.millwright.worker.internal.pool;

import dev.millwright.worker.internal.config.PoolSettings;
import dev.millwright.worker.internal.net.loop.InlineExecutor;
import java.util.ArrayList;
import java.util.List;

/**
 * The lanes of a pool, as many as its size asks for. One that is too many leaves when the FETCH that it may have under way
 * is answered: that is never abandoned. Their number changes on their I/O thread only; any thread may ask.
 */
final class Lanes {
    private final Pool pool;
    private final PoolSettings settings;
    private final WorkerServices parts;
    private final InlineExecutor thread;
    private volatile List<Lane> all = List.of(); // written on the I/O thread; those that are about to leave, too
    private volatile boolean started;
    private volatile boolean closed;

    Lanes(Pool pool, WorkerServices parts, InlineExecutor thread) {
        this.pool = pool;
        this.settings = pool.settings();
        this.parts = parts;
        this.thread = thread;
    }

    void start() {
        started = true;
        fitLater();
    }

    /** Makes them as many as the pool's size asks for. Any thread. */
    void fitLater() {
        if (started && !closed) {
            thread.execute(this::fit);
        }
    }

    /** Reads the size there is now, so that of many calls the last one is right. */
    private void fit() {
        if (closed || pool.isQuiet()) {
            return;
        }
        int wanted = wanted();
        int staying = 0;
        for (Lane lane : all) { // as it was: one that leaves changes it
            boolean leaves = staying == wanted;
            if (leaves != lane.isRetired()) {
                lane.retire(leaves);
            }
            staying += leaves ? 0 : 1;
        }
        for (; staying < wanted; staying++) {
            add();
        }
    }

    private void add() {
        List<Lane> more = new ArrayList<>(all);
        int number = 1;
        while (isTaken(name(number))) {
            number++;
        }
        Lane lane = new Lane(name(number), pool, parts, thread);
        more.add(lane);
        all = List.copyOf(more);
        lane.start();
        if (closed) { // since it was looked at: nobody else would close this one
            lane.close();
        }
    }

    private boolean isTaken(String name) {
        return all.stream().anyMatch(lane -> lane.name().equals(name));
    }

    private String name(int number) {
        return (pool.name().isEmpty() ? "lane-" : pool.name() + "-lane-") + number;
    }

    /** A lane has closed its connection, as it was told to leave. On the I/O thread. */
    void left(Lane gone) {
        all = all.stream().filter(lane -> lane != gone).toList();
    }

    /** How many there should be. */
    int wanted() {
        return settings.lanesFor(pool.size());
    }

    /** How many are connected, without those that are about to leave. */
    int connected() {
        return (int) all.stream()
                .filter(lane -> !lane.isRetired() && lane.isConnected())
                .count();
    }

    boolean isAnyFetching() {
        return all.stream().anyMatch(Lane::isFetching);
    }

    /** Has all look whether there is something to do. */
    void wake() {
        all.forEach(Lane::wake);
    }

    /** Has those look that have nothing under way, and makes those that should be there and are not. */
    void wakeIdle() {
        all.stream().filter(lane -> !lane.isFetching()).forEach(Lane::wake);
        if (all.size() < wanted()) {
            fitLater();
        }
    }

    void close() {
        closed = true;
        all.forEach(Lane::close);
    }
}
