package dev.millwright.worker.fleet.micrometer;

import dev.millwright.worker.fleet.Fleet;
import dev.millwright.worker.fleet.FleetStatus;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.function.ToDoubleFunction;

/**
 * Measures how a worker stands with its group. All gauges have the tag {@code group}.
 *
 * <table>
 * <caption>The meters</caption>
 * <tr><th>Name<th>Kind<th>Meaning
 * <tr><td>{@code millwright.fleet.member}<td>gauge<td>1 from the worker's start to its end, else 0
 * <tr><td>{@code millwright.fleet.store.away}<td>gauge<td>1 while the group's store cannot be asked, else 0
 * <tr><td>{@code millwright.fleet.heard.age}<td>gauge, seconds<td>time since the store last heard of the worker; not a
 *     number before the first time
 * <tr><td>{@code millwright.fleet.operations}<td>gauge<td>open operations that the worker knows and watches for
 * <tr><td>{@code millwright.fleet.unreadable}<td>gauge<td>operations that could not be read
 * </table>
 *
 * <p>Stateless; any thread.
 */
// Not "requires transitive": a program without Micrometer must not need it to compile.
@SuppressWarnings("exports")
public final class FleetMetrics {
    private FleetMetrics() {}

    /**
     * Adds the gauges. They go when the membership is garbage.
     *
     * @param fleet the membership
     * @param registry receives the meters
     */
    public static void bindTo(Fleet fleet, MeterRegistry registry) {
        bindTo(fleet, registry, Tags.empty());
    }

    /**
     * Adds the gauges, with further tags. They go when the membership is garbage.
     *
     * @param fleet the membership
     * @param registry receives the meters
     * @param tags for instance a name, to tell several workers of one process apart
     */
    public static void bindTo(Fleet fleet, MeterRegistry registry, Iterable<Tag> tags) {
        Binding binding = new Binding(
                fleet, registry, Tags.of(tags).and("group", fleet.status().group()));
        binding.gauge("member", "Whether the worker is a member of its group", "", it -> it.member() ? 1 : 0);
        binding.gauge(
                "store.away",
                "Whether the group's store cannot be asked",
                "",
                it -> it.away().isPresent() ? 1 : 0);
        binding.gauge("heard.age", "Time since the store heard of the worker", "seconds", FleetMetrics::heardAge);
        binding.gauge("operations", "Open operations that the worker knows", "", FleetStatus::operations);
        binding.gauge("unreadable", "Operations that could not be read", "", FleetStatus::unreadable);
    }

    private record Binding(Fleet fleet, MeterRegistry registry, Tags tags) {
        void gauge(String name, String description, String unit, ToDoubleFunction<FleetStatus> value) {
            ToDoubleFunction<Fleet> ask = it -> value.applyAsDouble(it.status());
            Gauge.builder("millwright.fleet." + name, fleet, ask)
                    .description(description)
                    .baseUnit(unit.isEmpty() ? null : unit)
                    .tags(tags)
                    .register(registry);
        }
    }

    private static double heardAge(FleetStatus status) {
        return status.renewed().map(Duration::toNanos).map(nanos -> nanos / 1e9).orElse(Double.NaN);
    }
}
