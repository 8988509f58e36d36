package dev.millwright.worker.micrometer;

import dev.millwright.worker.WorkerReport;
import dev.millwright.worker.WorkerReport.Counts;
import dev.millwright.worker.WorkerStatus;
import dev.millwright.worker.WorkerView;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Gauges of the last full minute. Stateless; any thread. */
final class FailureRates {
    private static final String FAILED = "Part of the runs of the last minute that failed";
    private static final String FAILED_FOR_GOOD = "Part of the runs of the last minute that failed for good";

    private FailureRates() {}

    static void bindTo(WorkerView worker, List<WorkerStatus.Pool> pools, MeterRegistry registry, Tags tags) {
        both("millwright.failure.rate", worker, registry, tags, report -> Optional.of(report.total()));
        for (WorkerStatus.Pool pool : pools) {
            String name = pool.name();
            both(
                    "millwright.pool.failure.rate",
                    worker,
                    registry,
                    WorkerMetrics.ofPool(tags, name),
                    report -> report.pools().stream()
                            .filter(candidate -> candidate.name().equals(name))
                            .map(WorkerReport.Pool::counts)
                            .findFirst());
        }
    }

    private static void both(
            String name,
            WorkerView worker,
            MeterRegistry registry,
            Tags tags,
            Function<WorkerReport, Optional<Counts>> counts) {
        gauge(name, FAILED, worker, registry, tags, counts, Counts::failureRate);
        gauge(name + ".permanent", FAILED_FOR_GOOD, worker, registry, tags, counts, Counts::permanentFailureRate);
    }

    private static void gauge(
            String name,
            String description,
            WorkerView worker,
            MeterRegistry registry,
            Tags tags,
            Function<WorkerReport, Optional<Counts>> counts,
            ToDoubleFunction<Counts> rate) {
        ToDoubleFunction<WorkerView> ask =
                it -> it.lastReport().flatMap(counts).map(rate::applyAsDouble).orElse(Double.NaN);
        Gauge.builder(name, worker, ask).description(description).tags(tags).register(registry);
    }
}
