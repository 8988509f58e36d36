package dev.millwright.worker.cli.internal.admin;

import dev.millwright.worker.Worker;
import dev.millwright.worker.WorkerState;
import dev.millwright.worker.WorkerStatus;
import java.time.Duration;

/** Whether a worker lives and whether it takes jobs, in one line. Any thread. */
final class Health {
    /** The server forgets a worker that it has not heard of for so long. */
    private static final Duration HEARTBEAT_LIMIT = Duration.ofSeconds(60);

    private final Worker worker;

    Health(Worker worker) {
        this.worker = worker;
    }

    /**
     * 200 as long as a restart would mend nothing. While it connects for the first time the startup
     * timeout watches over it; while it drains its lanes close one by one.
     */
    Answer live() {
        WorkerStatus status = worker.status();
        if (status.state() == WorkerState.NEW || status.state() == WorkerState.STARTING) {
            return Answer.line(200, "ok: connecting to the server");
        }
        if (status.state() == WorkerState.STOPPED) {
            return Answer.line(503, "the worker has stopped");
        }
        Duration age = status.heartbeatAge().orElse(Duration.ZERO);
        if (age.compareTo(HEARTBEAT_LIMIT) > 0) {
            return Answer.line(
                    503,
                    "the server confirmed the last heartbeat " + age.toSeconds() + " s ago, more than "
                            + HEARTBEAT_LIMIT.toSeconds() + " s");
        }
        if (status.state() == WorkerState.RUNNING) {
            for (WorkerStatus.Pool pool : status.pools()) {
                if (pool.connectedLanes() == 0) {
                    String name = pool.name().isEmpty() ? "" : " of pool " + pool.name();
                    return Answer.line(503, "none of the " + pool.lanes() + " lanes" + name + " is connected");
                }
            }
        }
        return Answer.line(200, "ok");
    }

    /** 200 from the first connection until the worker is quiet. */
    Answer ready() {
        return switch (worker.state()) {
            case NEW, STARTING -> Answer.line(503, "not ready: connecting to the server");
            case RUNNING -> Answer.line(200, "ok");
            case QUIET -> Answer.line(503, "not ready: quiet, fetches no more jobs");
            case STOPPING, STOPPED -> Answer.line(503, "not ready: stopping");
        };
    }
}
