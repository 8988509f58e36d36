package dev.millwright.worker.it;

import dev.millwright.worker.Job;
import dev.millwright.worker.JobContext;
import dev.millwright.worker.JobListener;
import dev.millwright.worker.JobOutcome;
import dev.millwright.worker.WorkerState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Writes down what happens, in order, and lets tests wait for it. Any thread. */
final class Events implements JobListener {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<String> events = new ArrayList<>(); // guarded by lock

    void add(String event) {
        lock.lock();
        try {
            events.add(event);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    List<String> all() {
        lock.lock();
        try {
            return List.copyOf(events);
        } finally {
            lock.unlock();
        }
    }

    /** Waits, generously, until an event has happened so many times. Ignores interrupts, as a cleanup would. */
    void await(String event, int times) {
        long limit = TimeUnit.SECONDS.toNanos(60);
        lock.lock();
        try {
            while (events.stream().filter(event::equals).count() < times) {
                try {
                    limit = changed.awaitNanos(limit);
                } catch (InterruptedException e) {
                    // goes on waiting
                }
                if (limit <= 0) {
                    throw new AssertionError("no " + times + " × " + event + " in " + events);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void onStateChanged(WorkerState state) {
        if (state == WorkerState.STOPPED) {
            add("EXIT");
        }
    }

    @Override
    public void onFetched(Duration waited, boolean gotJob) {
        if (gotJob) {
            add("FETCH");
        }
    }

    @Override
    public void onJobStarted(JobContext context) {
        add("START");
    }

    @Override
    public void onReported(Job job, JobOutcome outcome) {
        add(outcome instanceof JobOutcome.Ack ? "ACK" : "FAIL");
    }
}
