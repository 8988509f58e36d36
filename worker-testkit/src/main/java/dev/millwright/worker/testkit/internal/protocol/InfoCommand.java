package dev.millwright.worker.testkit.internal.protocol;

import dev.millwright.worker.testkit.internal.json.GoJson;
import dev.millwright.worker.testkit.internal.json.GoTime;
import dev.millwright.worker.testkit.internal.store.Broker;
import dev.millwright.worker.testkit.internal.store.Housekeeping;
import dev.millwright.worker.testkit.internal.store.Inspection;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** INFO, with the fields of the stock server. For use by any thread. */
final class InfoCommand implements Command {
    /** The server whose behaviour this one copies. */
    private static final String VERSION = "1.10.0";

    private static final DateTimeFormatter UTC_TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int MEGABYTE = 1024 * 1024;

    private final Broker broker;
    private final Housekeeping housekeeping;
    private final ServerStats stats;

    InfoCommand(Broker broker, Housekeeping housekeeping, ServerStats stats) {
        this.broker = broker;
        this.housekeeping = housekeeping;
        this.stats = stats;
    }

    @Override
    public Reply run(Session session, String line) {
        return Reply.bulk(broker.read(this::report));
    }

    private String report() {
        Instant now = broker.clock().instant();
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("now", GoTime.format(now));
        report.put("server_utc_time", UTC_TIME.format(now));
        report.put("faktory", jobs());
        report.put("server", server(now));
        return GoJson.write(report);
    }

    private Map<String, Object> jobs() {
        Inspection inspection = new Inspection(broker);
        Map<String, Integer> queues = inspection.queueSizes();
        Map<String, Object> jobs = new LinkedHashMap<>();
        jobs.put("queues", queues);
        jobs.put("sets", inspection.setSizes());
        jobs.put("tasks", housekeeping.stats());
        jobs.put("total_failures", broker.store().failures());
        jobs.put("total_processed", broker.store().processed());
        jobs.put(
                "total_enqueued",
                queues.values().stream().mapToInt(size -> size).sum());
        jobs.put("total_queues", queues.size());
        return jobs;
    }

    private Map<String, Object> server(Instant now) {
        Map<String, Object> server = new LinkedHashMap<>();
        server.put("description", "Faktory");
        server.put("faktory_version", VERSION);
        server.put("uptime", Duration.between(stats.startedAt(), now).toSeconds());
        server.put("connections", stats.connections());
        server.put("command_count", stats.commands());
        server.put("used_memory_mb", Runtime.getRuntime().totalMemory() / MEGABYTE);
        return server;
    }
}
