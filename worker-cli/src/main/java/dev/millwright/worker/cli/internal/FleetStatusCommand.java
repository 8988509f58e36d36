package dev.millwright.worker.cli.internal;

import dev.millwright.worker.cli.internal.values.Words;
import dev.millwright.worker.fleet.FleetClient;
import dev.millwright.worker.fleet.FleetJob;
import dev.millwright.worker.fleet.FleetJobs;
import dev.millwright.worker.fleet.FleetOperation;
import dev.millwright.worker.fleet.FleetWorker;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code fleet status}. */
@Command(
        name = "status",
        description = "Shows in a few lines who is in the group, what runs, and what is being cancelled.")
final class FleetStatusCommand extends FleetLook {
    private static final int SHOWN = 10;

    FleetStatusCommand(FleetOptions fleet, Streams streams) {
        super(fleet, streams);
    }

    @Override
    int look(FleetClient client, PrintWriter out) {
        List<FleetWorker> workers = client.workers();
        FleetJobs jobs = client.jobs();
        List<FleetOperation> operations = client.operations();
        if (asJson()) {
            out.println(json(workers, jobs, operations, client.unreadable()));
        } else {
            print(workers, jobs, operations, client.unreadable(), out);
        }
        return 0;
    }

    private ObjectNode json(
            List<FleetWorker> workers, FleetJobs jobs, List<FleetOperation> operations, long unreadable) {
        ObjectNode json = JsonMapper.shared().createObjectNode().put("group", fleet().group());
        json.put("store", fleet().requiredAddress().toString())
                .put("now", jobs.now().toString());
        json.put("workers", workers.size()).put("slots", slots(workers)).put("running", running(jobs));
        counts(json.putObject("states"), counted(workers.stream().map(worker -> Words.of(worker.state()))));
        counts(json.putObject("versions"), counted(workers.stream().map(FleetWorker::version)));
        counts(json.putObject("queues"), counted(workers.stream().flatMap(FleetStatusCommand::queues)));
        counts(json.putObject("jobtypes"), counted(jobs.jobs().stream().map(FleetJob::jobtype)));
        return json.put("open_operations", open(operations)).put("unreadable", unreadable);
    }

    private static void counts(ObjectNode json, Map<String, Long> counts) {
        counts.forEach(json::put);
    }

    private void print(
            List<FleetWorker> workers,
            FleetJobs jobs,
            List<FleetOperation> operations,
            long unreadable,
            PrintWriter out) {
        out.println(fleet().inWords());
        if (workers.isEmpty()) {
            out.println("workers     none");
        } else {
            Map<String, Long> states = counted(workers.stream().map(worker -> Words.of(worker.state())));
            Map<String, Long> versions =
                    counted(workers.stream().map(FleetWorker::version).filter(version -> !version.isEmpty()));
            out.println("workers     " + workers.size() + ": " + inWords(states));
            out.println("versions    " + (versions.isEmpty() ? "not said" : inWords(versions)));
            out.println("queues      " + inWords(counted(workers.stream().flatMap(FleetStatusCommand::queues))));
        }
        out.println("slots       " + slots(workers) + ", " + running(jobs) + " in use");
        Map<String, Long> types = counted(jobs.jobs().stream().map(FleetJob::jobtype));
        out.println("jobs        " + (types.isEmpty() ? "none has run for a second" : inWords(types))
                + (jobs.unlisted() == 0
                        ? ""
                        : "; " + jobs.unlisted() + " more that have just begun or are not listed"));
        out.println("operations  " + (open(operations) == 0 ? "none open" : open(operations) + " open"));
        if (unreadable > 0) {
            out.println("unreadable  " + Quantity.of(unreadable, "record") + " of another release, or changed by hand");
        }
    }

    private static Stream<String> queues(FleetWorker worker) {
        return worker.pools().stream().flatMap(pool -> pool.queues().stream()).distinct();
    }

    private static int slots(List<FleetWorker> workers) {
        return workers.stream().mapToInt(FleetWorkersCommand::slots).sum();
    }

    private static long running(FleetJobs jobs) {
        return jobs.jobs().size() + jobs.unlisted();
    }

    private static long open(List<FleetOperation> operations) {
        return operations.stream().filter(FleetCancelWords::isWatched).count();
    }

    private static Map<String, Long> counted(Stream<String> words) {
        return words.collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
    }

    /** The most frequent first. */
    private static String inWords(Map<String, Long> counts) {
        String shown = counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
                .limit(SHOWN)
                .map(entry -> Table.line(entry.getKey()) + " (" + entry.getValue() + ")")
                .collect(Collectors.joining(", "));
        return counts.size() > SHOWN ? shown + " and " + (counts.size() - SHOWN) + " more" : shown;
    }
}
