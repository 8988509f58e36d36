package dev.millwright.worker.internal.run;

import dev.millwright.worker.CancellationSource;
import dev.millwright.worker.WorkerExtension;
import dev.millwright.worker.WorkerView;
import java.time.Duration;

/** A source of cancels as an extension: it hears nothing before the worker is connected. Called as an extension is. */
final class SourceExtension implements WorkerExtension {
    private final CancellationSource source;
    private volatile boolean started;

    SourceExtension(CancellationSource source) {
        this.source = source;
    }

    String name() {
        return source.getClass().getName();
    }

    @Override
    public void onRunning(WorkerView worker) {
        started = true;
        source.start(worker);
    }

    @Override
    public Duration drainedTimeout() {
        return Duration.ZERO;
    }

    @Override
    public void close() {
        if (started) {
            source.close();
        }
    }
}
