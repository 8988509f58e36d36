package dev.millwright.worker.fleet.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.JobFilter;
import dev.millwright.worker.Worker;
import dev.millwright.worker.fleet.Fleet;
import dev.millwright.worker.fleet.FleetCancelOptions;
import dev.millwright.worker.fleet.FleetClient;
import dev.millwright.worker.fleet.FleetMemory;
import dev.millwright.worker.testkit.DevServer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The gauges of a membership, before it begins and while it lasts. */
@Timeout(60)
class FleetMetricsTest {
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final FleetMemory memory = new FleetMemory();
    private final Fleet fleet = Fleet.of(memory, "g");

    private double value(String name) {
        return registry.get("millwright.fleet." + name)
                .tags("group", "g", "name", "one")
                .gauge()
                .value();
    }

    @Test
    void followAMembership() throws Exception {
        FleetMetrics.bindTo(fleet, registry, Tags.of("name", "one"));
        assertThat(value("member")).isZero();
        assertThat(value("heard.age")).isNaN();

        try (DevServer server =
                        DevServer.builder().fetchWait(Duration.ofMillis(50)).start();
                FleetClient client = FleetClient.connect(memory, "g");
                Worker worker = Worker.builder()
                        .server(server.address())
                        .register("job", context -> {})
                        .apply(fleet::join)
                        .build()) {
            worker.start();
            assertThat(value("member")).isEqualTo(1);
            assertThat(value("store.away")).isZero();
            assertThat(value("unreadable")).isZero();
            assertThat(value("heard.age")).isNotNegative();
            client.cancel(JobFilter.EMPTY.withJobtypes("job"), FleetCancelOptions.DEFAULT)
                    .await(Duration.ofSeconds(30));
            assertThat(value("operations")).isEqualTo(1);
        }
        assertThat(value("member")).isZero();
    }
}
