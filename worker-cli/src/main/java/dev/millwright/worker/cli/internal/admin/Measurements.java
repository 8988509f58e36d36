package dev.millwright.worker.cli.internal.admin;

import dev.millwright.worker.JobListener;
import dev.millwright.worker.WorkerView;
import dev.millwright.worker.fleet.Fleet;
import dev.millwright.worker.fleet.micrometer.FleetMetrics;
import dev.millwright.worker.micrometer.WorkerMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/** The meters of a worker and its JVM, for Prometheus. Any thread. */
public final class Measurements implements AutoCloseable {
    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final WorkerMetrics worker = new WorkerMetrics(registry);
    private final JvmGcMetrics collector = new JvmGcMetrics();

    /** To be added to the worker before it is built. */
    public JobListener listener() {
        return worker;
    }

    /** Adds what the worker must be asked for, and the JVM. From here on there is something to close. */
    public void bindTo(WorkerView measured) {
        worker.bindTo(measured);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        collector.bindTo(registry);
    }

    /** Adds how the worker stands with its group. */
    public void bindTo(Fleet fleet) {
        FleetMetrics.bindTo(fleet, registry);
    }

    Answer scrape() {
        return Answer.of(PROMETHEUS_TEXT, registry.scrape(PROMETHEUS_TEXT));
    }

    @Override
    public void close() {
        collector.close();
        registry.close();
    }
}
