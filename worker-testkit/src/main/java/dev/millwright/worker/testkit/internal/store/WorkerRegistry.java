package dev.millwright.worker.testkit.internal.store;

import dev.millwright.worker.testkit.ConnectedWorker.State;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The workers that are connected, by wid. Guarded by the broker's lock. */
public final class WorkerRegistry {
    private static final Duration SILENCE = Duration.ofSeconds(60);

    private final InstantSource clock;
    private final Map<String, WorkerRecord> workers = new TreeMap<>();

    WorkerRegistry(InstantSource clock) {
        this.clock = clock;
    }

    /** Adds a connection of a worker; one without a wid is a producer's and not registered. */
    public void join(WorkerRecord hello, Runnable closeConnection) {
        if (hello.wid().isEmpty()) {
            return;
        }
        WorkerRecord worker = workers.get(hello.wid());
        if (worker == null) {
            worker = hello;
            worker.beat(clock.instant(), 0);
            workers.put(hello.wid(), worker);
        }
        worker.join(closeConnection);
    }

    /** A wid is forgotten with its last connection, its state included. */
    public void leave(WorkerRecord hello, Runnable closeConnection) {
        WorkerRecord worker = workers.get(hello.wid());
        if (worker != null) {
            worker.leave(closeConnection);
            if (worker.connections() == 0) {
                workers.remove(hello.wid());
            }
        }
    }

    /** Notes a BEAT; null if the wid is not registered. */
    public @Nullable WorkerRecord beat(String wid, String state, int rssKb) {
        WorkerRecord worker = workers.get(wid);
        if (worker != null) {
            worker.beat(clock.instant(), rssKb);
            if (!state.isEmpty()) {
                worker.advanceTo(state);
            }
        }
        return worker;
    }

    /** What the server's own page can ask of a worker; told to it in the reply to its next BEAT. */
    public boolean signal(String wid, State state) {
        WorkerRecord worker = workers.get(wid);
        if (worker != null) {
            worker.advanceTo(state);
        }
        return worker != null;
    }

    /** Closes and forgets workers that have not sent a BEAT for a minute; their jobs stay reserved. */
    int expire() {
        Instant limit = clock.instant().minus(SILENCE);
        List<WorkerRecord> silent = workers.values().stream()
                .filter(worker -> worker.lastBeat().isBefore(limit))
                .toList();
        for (WorkerRecord worker : silent) {
            workers.remove(worker.wid());
            worker.closeConnections();
        }
        return silent.size();
    }

    /** Whether the wid is connected now. */
    boolean isLive(String wid) {
        return workers.containsKey(wid);
    }

    @Nullable
    WorkerRecord get(String wid) {
        return workers.get(wid);
    }

    Collection<WorkerRecord> all() {
        return new ArrayList<>(workers.values());
    }

    void clear() {
        workers.clear();
    }
}
