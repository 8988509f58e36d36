package dev.millwright.worker.internal.run;

import dev.millwright.worker.CancellationSource;
import dev.millwright.worker.WorkerExtension;
import dev.millwright.worker.WorkerView;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A source of cancels as an extension: it hears nothing before the worker is connected. Called as an extension is. */
final class SourceExtension implements WorkerExtension {
    private final CancellationSource source;
    private volatile @Nullable WorkerView worker;
    private volatile boolean started;

    SourceExtension(CancellationSource source) {
        this.source = source;
    }

    String name() {
        return source.getClass().getName();
    }

    @Override
    public void start(WorkerView view) {
        worker = view;
    }

    @Override
    public void onRunning() {
        WorkerView target = worker;
        if (target != null) {
            started = true;
            source.start(target);
        }
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
