package com.example;

import dev.millwright.worker.Worker;
import dev.millwright.worker.WorkerState;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Starts the worker after everything that jobs may need, and stops it before all of that. */
@Component
class WorkerLifecycle implements SmartLifecycle {
    private final Worker worker;

    WorkerLifecycle(Worker worker) {
        this.worker = worker;
    }

    @Override
    public int getPhase() {
        return Integer.MAX_VALUE; // started last, stopped first
    }

    @Override
    public void start() {
        worker.start();
    }

    @Override
    public void stop(Runnable whenStopped) {
        worker.stop().whenComplete((result, failure) -> whenStopped.run());
    }

    @Override
    public void stop() {
        worker.close();
    }

    @Override
    public boolean isRunning() {
        return worker.state() != WorkerState.NEW && worker.state() != WorkerState.STOPPED;
    }

    /** Spring 7 would stop the worker between two tests and start it again, which a worker cannot. */
    public boolean isPauseable() {
        return false;
    }
}
