package dev.millwright.worker.cli.internal;

import dev.millwright.worker.MutationFilter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which jobs of a set a command is for. Confined to the calling thread. */
final class FilterOptions {
    private static final String GLOB_SIGNS = "*?[\\";

    @Option(
            names = "--jid",
            paramLabel = "JID",
            split = "\\s+",
            hideParamSyntax = true,
            description = "The job with this id; repeat for more, or separate by spaces. Default: any.")
    private List<String> jids = List.of();

    @Option(names = "--jobtype", paramLabel = "JOBTYPE", description = "Jobs of exactly this jobtype. Default: any.")
    private @Nullable String jobtype;

    @Option(
            names = "--pattern",
            paramLabel = "GLOB",
            description = "Jobs whose whole JSON matches this Redis glob, such as '*\"tenant\":7*': * stands for"
                    + " anything, ? for one sign, [ab] for one of these. It must match from the first to the last sign."
                    + " Default: any.")
    private @Nullable String pattern;

    @Option(names = "--all", description = "Every job of the set.")
    private boolean all;

    /** The server takes no filter for "every job", so that must be said aloud. */
    MutationFilter value() {
        boolean byContent = jobtype != null || pattern != null;
        if (all && (byContent || !jids.isEmpty())) {
            throw new UsageException("--all", "give either --all or a filter, not both");
        }
        if (all) {
            return MutationFilter.ALL;
        }
        if (!jids.isEmpty()) {
            if (byContent) {
                // The server would silently look at the jids only.
                throw new UsageException("--jid", "cannot be combined with --jobtype or --pattern");
            }
            jids.forEach(jid -> notBlank("--jid", jid));
            return MutationFilter.jids(jids);
        }
        if (!byContent) {
            throw new UsageException("say which jobs: --jid, --jobtype, --pattern, or --all for every job of the set");
        }
        String type = notBlank("--jobtype", jobtype);
        boolean exact = pattern == null && type.chars().anyMatch(sign -> GLOB_SIGNS.indexOf(sign) >= 0);
        // Alone, the server takes the jobtype for a glob; beside a pattern it compares it as it stands.
        return new MutationFilter(List.of(), type, exact ? "*" : notBlank("--pattern", pattern));
    }

    /** A value that is given but empty is a script's unset variable, which would mean every job. */
    private static String notBlank(String option, @Nullable String value) {
        if (value == null) {
            return "";
        }
        if (value.isBlank()) {
            throw new UsageException(option, "the value is empty");
        }
        return value;
    }

    String inWords() {
        if (all) {
            return "every job";
        }
        if (!jids.isEmpty()) {
            return jids.size() == 1 ? "job " + jids.get(0) : "the " + jids.size() + " named jobs, where found,";
        }
        return "the jobs"
                + (jobtype == null ? "" : " of jobtype " + jobtype)
                + (pattern == null ? "" : " that match " + pattern);
    }
}
