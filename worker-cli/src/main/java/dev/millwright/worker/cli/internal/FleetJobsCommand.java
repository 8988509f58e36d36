package dev.millwright.worker.cli.internal;

import dev.millwright.worker.Job;
import dev.millwright.worker.JobFilter;
import dev.millwright.worker.WorkerFacts;
import dev.millwright.worker.fleet.FleetClient;
import dev.millwright.worker.fleet.FleetJob;
import dev.millwright.worker.fleet.FleetJobs;
import dev.millwright.worker.fleet.FleetWorker;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/** {@code fleet jobs}. */
@Command(
        name = "jobs",
        description = {
            "Lists the jobs that the workers of the group run.",
            "They are listed once they have run for a second, the 200 longest running of each worker."
        })
final class FleetJobsCommand extends FleetLook {
    /** By what jobs are sorted. */
    enum Order {
        since,
        jobtype,
        queue,
        deadline,
        wid;

        /** Of those that are equal the order stays as it was: the longest running first. */
        Comparator<FleetJob> comparator() {
            return switch (this) {
                case since -> Comparator.comparing(FleetJob::since);
                case jobtype -> Comparator.comparing(FleetJob::jobtype);
                case queue -> Comparator.comparing(FleetJob::queue);
                case deadline -> Comparator.comparing(FleetJob::deadline);
                case wid -> Comparator.comparing(FleetJob::wid);
            };
        }
    }

    @Mixin
    private final FleetJobFilter filter = new FleetJobFilter();

    @Option(
            names = "--sort",
            paramLabel = "FIELD",
            description = "By since (the longest running first), jobtype, queue, deadline or wid. Default: since.")
    private Order order = Order.since;

    FleetJobsCommand(FleetOptions fleet, Streams streams) {
        super(fleet, streams);
    }

    @Override
    int look(FleetClient client, PrintWriter out) {
        Map<String, FleetWorker> workers = new HashMap<>();
        client.workers().forEach(worker -> workers.put(worker.wid(), worker));
        FleetJobs jobs = client.jobs();
        JobFilter wanted = filter.narrow(JobFilter.all(), jobs.now());
        List<FleetJob> shown = jobs.jobs().stream()
                .filter(job -> fits(wanted, job, workers.get(job.wid())))
                .sorted(order.comparator())
                .toList();
        if (asJson()) {
            ArrayNode array = JsonMapper.shared().createArrayNode();
            shown.forEach(job -> array.add(FleetJson.job(job, workers.get(job.wid()))));
            out.println(array);
        } else {
            print(shown, jobs, workers, out);
        }
        return 0;
    }

    private static boolean fits(JobFilter wanted, FleetJob listed, @Nullable FleetWorker worker) {
        Job.Builder job = Job.received(listed.jobtype().isBlank() ? "?" : listed.jobtype())
                .jid(listed.jid())
                .queue(listed.queue());
        listed.createdAt().ifPresent(job::createdAt);
        listed.custom().forEach(job::custom);
        WorkerFacts facts = worker == null
                ? WorkerFacts.UNKNOWN
                : new WorkerFacts(Set.copyOf(worker.labels()), worker.version(), worker.host());
        return wanted.matches(job.build(), listed.since(), facts);
    }

    private static void print(List<FleetJob> shown, FleetJobs jobs, Map<String, FleetWorker> workers, PrintWriter out) {
        if (!shown.isEmpty()) {
            Table table = new Table()
                    .words("JID")
                    .words("JOBTYPE")
                    .words("QUEUE")
                    .numbers("RUNS FOR")
                    .numbers("ENDS IN")
                    .words("HOST")
                    .words("WID")
                    .words("CUSTOM");
            for (FleetJob job : shown) {
                FleetWorker worker = workers.get(job.wid());
                table.row(
                        job.jid(),
                        job.jobtype(),
                        job.queue(),
                        DurationConverter.between(job.since(), jobs.now()),
                        DurationConverter.between(jobs.now(), job.deadline()),
                        worker == null ? "-" : worker.host(),
                        job.wid(),
                        custom(job.custom()));
            }
            table.print(out);
        }
        int others = jobs.jobs().size() - shown.size();
        String unlisted =
                jobs.unlisted() == 0 ? "" : "; " + jobs.unlisted() + " more run that have just begun or are not listed";
        if (shown.isEmpty() && others == 0) {
            out.println("No job has run for a second" + unlisted + ".");
        } else {
            out.println(Quantity.of(shown.size(), "job")
                    + (others == 0 ? "" : " of " + jobs.jobs().size())
                    + unlisted);
        }
    }

    private static String custom(Map<String, String> custom) {
        StringBuilder text = new StringBuilder();
        custom.forEach((key, value) ->
                text.append(text.isEmpty() ? "" : " ").append(key).append('=').append(value));
        return text.toString();
    }
}
