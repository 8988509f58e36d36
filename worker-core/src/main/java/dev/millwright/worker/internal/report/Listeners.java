package dev.millwright.worker.internal.report;

import dev.millwright.worker.JobListener;
import dev.millwright.worker.internal.platform.SafeLogger;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Consumer;
import org.slf4j.Logger;

/** Calls all listeners and lets none of them harm a job or each other. Any thread. */
public final class Listeners {
    private static final Logger LOG = SafeLogger.of(Listeners.class);

    private final JobListener[] listeners;
    private final AtomicIntegerArray failures;

    public Listeners(List<JobListener> listeners) {
        this.listeners = listeners.toArray(JobListener[]::new);
        this.failures = new AtomicIntegerArray(this.listeners.length);
    }

    /** Lets callers on the path of a job skip making the values of an event when nobody listens. */
    public boolean isEmpty() {
        return listeners.length == 0;
    }

    public void tell(Consumer<JobListener> event) {
        for (int i = 0; i < listeners.length; i++) {
            try {
                event.accept(listeners[i]);
            } catch (Throwable e) { // a checked one too: other languages, and some Java, throw them undeclared
                failed(i, e);
            }
        }
    }

    private void failed(int index, Throwable cause) {
        int times = failures.incrementAndGet(index);
        if (Integer.bitCount(times) == 1) { // the 1st, 2nd, 4th, …: one that always fails does so several times a job
            LOG.warn(
                    "a job listener failed ({} times so far), which is its own bug: {}",
                    times,
                    listeners[index].getClass().getName(),
                    cause);
        }
    }
}
