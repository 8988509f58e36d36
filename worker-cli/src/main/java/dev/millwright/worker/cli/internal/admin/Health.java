package dev.millwright.worker.cli.internal.admin;

import dev.millwright.worker.WorkerState;
import dev.millwright.worker.WorkerStatus;
import dev.millwright.worker.WorkerView;

/** Whether a worker lives and whether it takes jobs, in one line. Any thread. */
final class Health {
    private final WorkerView worker;

    Health(WorkerView worker) {
        this.worker = worker;
    }

    /** 200 as long as a restart would mend nothing, also while the server is away. */
    Answer live() {
        WorkerStatus status = worker.status();
        if (status.state() == WorkerState.STOPPED) {
            return Answer.line(503, "the worker has stopped");
        }
        return status.stalled().map(why -> Answer.line(503, "stalled: " + why)).orElseGet(() -> Answer.line(200, "ok"));
    }

    /** 200 while it fetches, or has all its slots taken. */
    Answer ready() {
        return worker.status()
                .notReady()
                .map(why -> Answer.line(503, "not ready: " + why))
                .orElseGet(() -> Answer.line(200, "ok"));
    }
}
