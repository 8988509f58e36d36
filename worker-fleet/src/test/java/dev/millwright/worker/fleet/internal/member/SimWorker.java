package dev.millwright.worker.fleet.internal.member;

import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.WorkerPool;
import dev.millwright.worker.WorkerState;
import dev.millwright.worker.WorkerStatus;
import dev.millwright.worker.WorkerView;
import dev.millwright.worker.fleet.FleetStatus;
import dev.millwright.worker.fleet.LastOneOut;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A worker of a {@link World}, as its fleet sees it: it starts, and stops as a real one does. */
final class SimWorker {
    final Site site;
    private final FleetMember member;
    private final WorkerView view;
    private final WorkerStatus.Pool pool;
    private final WorkerClock clock;
    private WorkerState state = WorkerState.NEW;
    boolean gone;

    SimWorker(Site site, String wid, @Nullable LastOneOut options, List<String> queues) {
        this.site = site;
        this.clock = site.clock();
        this.view = view(wid);
        this.member = new FleetMember("g", "", own -> site.store(), options, worker -> site.server(), site.log());
        this.pool = new WorkerStatus.Pool("", queues, 5, 0, 0, 1, 1, WorkerPool.State.RUNNING, 0);
    }

    /** By hand, as thousands of them are asked thousands of times. */
    private WorkerView view(String wid) {
        return (WorkerView) Proxy.newProxyInstance(
                WorkerView.class.getClassLoader(),
                new Class<?>[] {WorkerView.class},
                (self, method, args) -> switch (method.getName()) {
                    case "wid" -> wid;
                    case "clock" -> clock;
                    case "state" -> state;
                    case "labels", "jobtypes", "runningJobs" -> List.of();
                    case "status" ->
                        new WorkerStatus(state, List.of(pool), 0, Optional.empty(), Optional.empty(), Optional.empty());
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    SimWorker start() {
        member.start(view);
        state = WorkerState.RUNNING;
        member.onRunning(view);
        return this;
    }

    boolean runs() {
        return state == WorkerState.RUNNING && !site.dead;
    }

    FleetStatus status() {
        return member.status();
    }

    void quiet() {
        state = WorkerState.QUIET;
        member.onQuiet(view);
    }

    /** Stops, and drains after a while. */
    void stop(Duration drain) {
        quiet();
        state = WorkerState.STOPPING;
        clock.schedule(this::drained, drain);
    }

    void stop() {
        stop(Duration.ZERO);
    }

    private void drained() {
        clock.schedule(this::close, member.drainedTimeout());
        member.onDrained(view).thenRun(this::close);
    }

    void close() {
        if (!gone) {
            gone = true;
            state = WorkerState.STOPPED;
            member.close();
        }
    }

    void crash() {
        site.dead = true;
    }
}
