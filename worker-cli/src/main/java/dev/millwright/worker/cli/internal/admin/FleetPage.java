package dev.millwright.worker.cli.internal.admin;

import dev.millwright.worker.fleet.Fleet;
import dev.millwright.worker.fleet.FleetStatus;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** How a worker stands with its group. Any thread. */
final class FleetPage {
    private final @Nullable Fleet fleet;

    /** For a worker in no group, null. */
    FleetPage(@Nullable Fleet fleet) {
        this.fleet = fleet;
    }

    /** The name of the group; null for none. */
    @Nullable
    String group() {
        return fleet == null ? null : fleet.status().group();
    }

    Answer show() {
        if (fleet == null) {
            return Answer.line(404, "this worker is in no group: start it with --fleet URL");
        }
        FleetStatus status = fleet.status();
        ObjectNode json = JsonMapper.shared().createObjectNode();
        json.put("group", status.group());
        json.put("member", status.member());
        json.put("store", status.away().isPresent() ? "away" : "there");
        json.put("why", status.away().orElse(null));
        json.put("seconds_since_heard", status.renewed().map(FleetPage::seconds).orElse(null));
        json.put("open_operations", status.operations());
        json.put("applied_version", status.applied());
        json.put("unreadable", status.unreadable());
        return Answer.of("application/json", json + "\n");
    }

    private static Double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
