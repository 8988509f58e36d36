package dev.millwright.worker.cli.internal;

import dev.millwright.worker.WorkerState;
import dev.millwright.worker.cli.internal.values.Words;
import dev.millwright.worker.fleet.FleetClient;
import dev.millwright.worker.fleet.FleetJobs;
import dev.millwright.worker.fleet.FleetWorker;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/** {@code fleet workers}. */
@Command(
        name = "workers",
        description =
                "Lists the workers of the group: those that have been heard of in the last 45 s and have not left.")
final class FleetWorkersCommand extends FleetLook {
    /** By what workers are sorted. */
    enum Order {
        host,
        started,
        state,
        version;

        /** Of those that are equal the order stays as it was: by host, pid and wid. */
        Comparator<FleetWorker> comparator() {
            return switch (this) {
                case host -> Comparator.comparing(FleetWorker::host);
                case started -> Comparator.comparing(FleetWorker::started);
                case state -> Comparator.comparing(FleetWorker::state);
                case version -> Comparator.comparing(FleetWorker::version);
            };
        }
    }

    @Mixin
    private final FleetWorkerFilter filter = new FleetWorkerFilter();

    @Option(
            names = "--state",
            paramLabel = "STATE",
            description = "Those that are running, quiet or stopping. Default: any.")
    private @Nullable WorkerState state;

    @Option(names = "--sort", paramLabel = "FIELD", description = "By host, started, state or version. Default: host.")
    private Order order = Order.host;

    FleetWorkersCommand(FleetOptions fleet, Streams streams) {
        super(fleet, streams);
    }

    @Override
    int look(FleetClient client, PrintWriter out) {
        List<FleetWorker> all = client.workers();
        FleetJobs jobs = client.jobs();
        List<FleetWorker> shown = all.stream()
                .filter(worker -> filter.fits(worker) && (state == null || worker.state() == state))
                .sorted(order.comparator())
                .toList();
        if (asJson()) {
            ArrayNode array = JsonMapper.shared().createArrayNode();
            shown.forEach(worker -> array.add(FleetJson.worker(worker, running(worker, jobs))));
            out.println(array);
        } else if (all.isEmpty()) {
            out.println("No worker is in " + fleet().inWords() + ".");
        } else {
            print(shown, jobs, out);
            if (shown.size() < all.size()) {
                out.println(shown.size() + " of " + Quantity.of(all.size(), "worker"));
            }
        }
        return 0;
    }

    private static long running(FleetWorker worker, FleetJobs jobs) {
        return jobs.running().getOrDefault(worker.wid(), 0L);
    }

    private static void print(List<FleetWorker> workers, FleetJobs jobs, PrintWriter out) {
        Table table = new Table()
                .words("HOST")
                .numbers("PID")
                .words("STATE")
                .words("VERSION")
                .numbers("SLOTS")
                .numbers("RUNNING")
                .numbers("UP FOR")
                .words("QUEUES")
                .words("LABELS")
                .words("WID");
        for (FleetWorker worker : workers) {
            table.row(
                    worker.host(),
                    worker.pid(),
                    Words.of(worker.state()),
                    worker.version().isEmpty() ? "-" : worker.version(),
                    slots(worker),
                    running(worker, jobs),
                    DurationConverter.between(worker.started(), jobs.now()),
                    worker.pools().stream()
                            .flatMap(pool -> pool.queues().stream())
                            .distinct()
                            .collect(Collectors.joining(",")),
                    String.join(",", worker.labels()),
                    worker.wid());
        }
        table.print(out);
    }

    static int slots(FleetWorker worker) {
        return worker.pools().stream().mapToInt(FleetWorker.Pool::slots).sum();
    }
}
