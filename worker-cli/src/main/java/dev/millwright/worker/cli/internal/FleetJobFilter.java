package dev.millwright.worker.cli.internal;

import dev.millwright.worker.JobFilter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which jobs of a group: those that fit all that is given. Confined to the calling thread. */
final class FleetJobFilter {
    @Option(
            names = "--jobtype",
            paramLabel = "JOBTYPE",
            description = "Jobs of exactly this jobtype; repeat for more. Default: any.")
    private List<String> jobtypes = List.of();

    @Option(names = "--queue", paramLabel = "NAME", description = "Jobs of this queue; repeat for more. Default: any.")
    private List<String> queues = List.of();

    @Option(
            names = "--jid",
            paramLabel = "JID",
            split = "\\s+",
            hideParamSyntax = true,
            description = "The job with this id; repeat for more, or separate by spaces; 5,000 at most. Default: any.")
    private List<String> jids = List.of();

    @Option(
            names = "--jid-file",
            paramLabel = "FILE",
            description = "The jobs whose ids stand in this file, a line each. Default: any.")
    private @Nullable Path jidFile;

    @Option(
            names = "--created-before",
            paramLabel = "TIME",
            description =
                    "Jobs made before this moment, such as 2030-01-31T08:00:00Z, or longer ago than a duration, such as 2h,"
                            + " by the clocks of who pushed them. Default: any.")
    private @Nullable String createdBefore;

    @Option(
            names = "--created-after",
            paramLabel = "TIME",
            description = "Jobs made after this moment, or within the last so long. Default: any.")
    private @Nullable String createdAfter;

    @Option(
            names = "--started-before",
            paramLabel = "TIME",
            description = "Jobs that began to run before this moment, or have run for longer than this. Default: any.")
    private @Nullable String startedBefore;

    @Option(
            names = "--started-after",
            paramLabel = "TIME",
            description = "Jobs that began to run after this moment, or within the last so long. Default: any.")
    private @Nullable String startedAfter;

    @Option(
            names = "--custom",
            paramLabel = "KEY=VALUE",
            description =
                    "Jobs with this text, number or boolean in their custom; with all of them, if repeated. Default: any.")
    private Map<String, String> custom = new LinkedHashMap<>();

    @Mixin
    private final FleetWorkerFilter worker = new FleetWorkerFilter();

    /**
     * The filter.
     *
     * @param base what it narrows down: everything, or nothing yet
     * @param now what durations are reckoned from
     */
    JobFilter narrow(JobFilter base, Instant now) {
        JobFilter filter = worker.narrow(base);
        if (!jobtypes.isEmpty()) {
            filter = filter.withJobtypes(jobtypes.toArray(String[]::new));
        }
        if (!queues.isEmpty()) {
            filter = filter.withQueues(queues.toArray(String[]::new));
        }
        Set<String> ids = jids();
        if (!ids.isEmpty()) {
            filter = filter.withJids(ids);
        }
        if (createdBefore != null) {
            filter = filter.withCreatedBefore(Moments.parse("--created-before", createdBefore, now));
        }
        if (createdAfter != null) {
            filter = filter.withCreatedAfter(Moments.parse("--created-after", createdAfter, now));
        }
        if (startedBefore != null) {
            filter = filter.withStartedBefore(Moments.parse("--started-before", startedBefore, now));
        }
        if (startedAfter != null) {
            filter = filter.withStartedAfter(Moments.parse("--started-after", startedAfter, now));
        }
        for (Map.Entry<String, String> pair : custom.entrySet()) {
            filter = filter.withCustom(pair.getKey(), pair.getValue());
        }
        return filter;
    }

    List<String> jobtypes() {
        return jobtypes;
    }

    List<String> queues() {
        return queues;
    }

    /** Those given and those in the file. */
    Set<String> jids() {
        Set<String> all = new LinkedHashSet<>(jids);
        if (jidFile != null) {
            all.addAll(read(jidFile));
        }
        return all;
    }

    private static List<String> read(Path file) {
        List<String> found = new ArrayList<>();
        try (InputStream in = Files.newInputStream(file)) {
            InputLines lines = new InputLines(in);
            for (InputLines.Line line = lines.next(); line != null; line = lines.next()) {
                if (line.problem() != null) {
                    throw new UsageException("--jid-file", "line " + line.number() + " " + line.problem());
                }
                if (!line.text().isBlank()) {
                    found.add(line.text().strip());
                }
            }
        } catch (IOException e) {
            throw new UsageException("--jid-file", "cannot read " + file + ": give a readable file with a jid a line");
        }
        if (found.isEmpty()) {
            throw new UsageException("--jid-file", file + " names no jid: give one a line");
        }
        return found;
    }

    /** What besides jobtypes, queues and jids was asked for, as the option's name; null for nothing. */
    @Nullable
    String beyondTheServer() {
        if (!worker.isEmpty()) {
            return "a worker's host, label or version";
        }
        if (!custom.isEmpty()) {
            return "--custom";
        }
        if (createdBefore != null || createdAfter != null || startedBefore != null || startedAfter != null) {
            return "a time";
        }
        return null;
    }
}
