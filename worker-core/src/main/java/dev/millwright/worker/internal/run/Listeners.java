package dev.millwright.worker.internal.run;

import dev.millwright.worker.JobListener;
import dev.millwright.worker.internal.platform.SafeLogger;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;

/** Calls all listeners and lets none of them harm a job or each other. Any thread. */
final class Listeners {
    private static final Logger LOG = SafeLogger.of(Listeners.class);

    private final JobListener[] listeners;

    Listeners(List<JobListener> listeners) {
        this.listeners = listeners.toArray(JobListener[]::new);
    }

    /** Most workers have none, and every job asks: spares the making of the event's values. */
    boolean isEmpty() {
        return listeners.length == 0;
    }

    void tell(Consumer<JobListener> event) {
        for (JobListener listener : listeners) {
            try {
                event.accept(listener);
            } catch (RuntimeException | Error e) {
                LOG.warn("a job listener failed, which is its own bug: {}", listener, e);
            }
        }
    }
}
