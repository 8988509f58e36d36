package dev.millwright.worker.testkit.internal.store;

import dev.millwright.worker.testkit.ConnectedWorker.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What one HELLO said. The record of a wid's first connection is the one the registry keeps and
 * BEAT changes; those of its other connections stay running for ever, so they are never held back in
 * FETCH. That is the stock server's way, and a trap for workers. Guarded by the broker's lock.
 */
public final class WorkerRecord {

    private final String wid;
    private final String hostname;
    private final int pid;
    private final List<String> labels;
    private final Set<Runnable> connections = new LinkedHashSet<>();
    private Instant lastBeat = Instant.MIN;
    private int rssKb;
    private State state = State.RUNNING;

    public WorkerRecord(String wid, String hostname, int pid, List<String> labels) {
        this.wid = wid;
        this.hostname = hostname;
        this.pid = pid;
        this.labels = List.copyOf(labels);
    }

    public String wid() {
        return wid;
    }

    String hostname() {
        return hostname;
    }

    int pid() {
        return pid;
    }

    List<String> labels() {
        return labels;
    }

    Instant lastBeat() {
        return lastBeat;
    }

    int rssKb() {
        return rssKb;
    }

    public State state() {
        return state;
    }

    int connections() {
        return connections.size();
    }

    void beat(Instant now, int rss) {
        lastBeat = now;
        rssKb = rss;
    }

    /** Goes forward to a state that a BEAT names; anything the server does not know is running. */
    void advanceTo(String name) {
        advanceTo(
                switch (name) {
                    case "quiet" -> State.QUIET;
                    case "terminate" -> State.TERMINATE;
                    default -> State.RUNNING;
                });
    }

    void advanceTo(State next) {
        if (next.compareTo(state) > 0) {
            state = next;
        }
    }

    void join(Runnable closeConnection) {
        connections.add(closeConnection);
    }

    void leave(Runnable closeConnection) {
        connections.remove(closeConnection);
    }

    void closeConnections() {
        new ArrayList<>(connections).forEach(Runnable::run);
    }
}
