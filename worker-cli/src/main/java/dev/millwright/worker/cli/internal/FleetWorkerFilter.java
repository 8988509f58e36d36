package dev.millwright.worker.cli.internal;

import dev.millwright.worker.JobFilter;
import dev.millwright.worker.fleet.FleetWorker;
import java.util.List;
import picocli.CommandLine.Option;

/** Which workers of a group. Confined to the calling thread. */
final class FleetWorkerFilter {
    @Option(names = "--host", paramLabel = "NAME", description = "Workers on this host; repeat for more. Default: any.")
    private List<String> hosts = List.of();

    @Option(
            names = "--label",
            paramLabel = "WORD",
            description = "Workers with this label; with all of them, if repeated. Default: any.")
    private List<String> labels = List.of();

    @Option(
            names = "--worker-version",
            paramLabel = "TEXT",
            description = "Workers of this version, see run --worker-version; repeat for more. Default: any.")
    private List<String> versions = List.of();

    boolean isEmpty() {
        return hosts.isEmpty() && labels.isEmpty() && versions.isEmpty();
    }

    boolean fits(FleetWorker worker) {
        return (hosts.isEmpty() || hosts.contains(worker.host()))
                && worker.labels().containsAll(labels)
                && (versions.isEmpty() || versions.contains(worker.version()));
    }

    /** Narrows a filter down to jobs of these workers. */
    JobFilter narrow(JobFilter filter) {
        JobFilter narrowed = filter;
        if (!hosts.isEmpty()) {
            narrowed = narrowed.withHosts(hosts.toArray(String[]::new));
        }
        if (!labels.isEmpty()) {
            narrowed = narrowed.withLabels(labels.toArray(String[]::new));
        }
        if (!versions.isEmpty()) {
            narrowed = narrowed.withVersions(versions.toArray(String[]::new));
        }
        return narrowed;
    }
}
