package dev.millwright.worker.cli.internal;

import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.JobFilter;
import dev.millwright.worker.Mutation;
import dev.millwright.worker.Mutation.Target;
import dev.millwright.worker.MutationFilter;
import dev.millwright.worker.cli.internal.values.Words;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Takes jobs out of a server's {@code scheduled} and {@code retries}, where its filter can say which ones to the letter.
 * The server keeps a job as JSON in which queue, jobtype and created_at follow each other; in objects of args and custom
 * it sorts the keys, so that these never do. Immutable but for what it counts; confined to the calling thread.
 */
final class FleetSweep {
    private static final List<Target> SETS = List.of(Target.SCHEDULED, Target.RETRIES);

    /** What means something in a glob, and what Go writes otherwise in JSON. */
    private static final String NOT_TO_THE_LETTER = "*?[]\\\"<>&\u2028\u2029";

    /** The server compares each job with each jid, in one go. */
    private static final int JIDS_AT_ONCE = 200;

    /** Each is a walk through the whole set. */
    private static final int MOST_FILTERS = 100;

    private final Mutation.Command command;
    private final List<MutationFilter> filters;
    private final Map<Target, Long> before = new EnumMap<>(Target.class);
    private final Map<Target, Long> after = new EnumMap<>(Target.class);

    private FleetSweep(Mutation.Command command, List<MutationFilter> filters) {
        this.command = command;
        this.filters = filters;
    }

    /** A sweep for what a filter asks for; refuses what the server cannot be asked. */
    static FleetSweep of(FleetJobFilter wanted, JobFilter.State state, boolean all, boolean discard) {
        if (state == JobFilter.State.RUNNING) {
            throw refused("takes jobs that wait, and --state running asks for none of them");
        }
        String beyond = wanted.beyondTheServer();
        if (beyond != null) {
            throw refused("cannot ask the server for " + beyond + ": leave out one of both");
        }
        Mutation.Command command = discard ? Mutation.Command.DISCARD : Mutation.Command.KILL;
        return new FleetSweep(command, all ? List.of(MutationFilter.ALL) : filters(wanted));
    }

    private static List<MutationFilter> filters(FleetJobFilter wanted) {
        List<String> jids = List.copyOf(wanted.jids());
        List<MutationFilter> filters = new ArrayList<>();
        if (!jids.isEmpty()) {
            if (!wanted.jobtypes().isEmpty() || !wanted.queues().isEmpty()) {
                throw refused("cannot ask the server for jids and more: it would look at the jids only");
            }
            for (int from = 0; from < jids.size(); from += JIDS_AT_ONCE) {
                filters.add(MutationFilter.jids(jids.subList(from, Math.min(jids.size(), from + JIDS_AT_ONCE))));
            }
            return filters;
        }
        wanted.jobtypes().forEach(type -> toTheLetter("jobtype", type));
        wanted.queues().forEach(queue -> toTheLetter("queue", queue));
        List<String> types = wanted.jobtypes().isEmpty() ? List.of("") : wanted.jobtypes();
        List<String> queues = wanted.queues().isEmpty() ? List.of("") : wanted.queues();
        if (types.size() * queues.size() > MOST_FILTERS) {
            throw refused("walks through the sets once for each jobtype and queue: ask for " + MOST_FILTERS
                    + " pairs of these at most, not " + types.size() * queues.size());
        }
        for (String type : types) {
            for (String queue : queues) {
                filters.add(MutationFilter.matching(glob(type, queue)));
            }
        }
        if (filters.equals(List.of(MutationFilter.matching(glob("", ""))))) {
            throw refused("needs --jobtype, --queue, --jid or --all");
        }
        return filters;
    }

    private static String glob(String jobtype, String queue) {
        return "*" + (queue.isEmpty() ? "" : "\"queue\":\"" + queue + "\",") + "\"jobtype\":\""
                + (jobtype.isEmpty() ? "" : jobtype + "\",\"created_at\":\"") + "*";
    }

    private static void toTheLetter(String what, String text) {
        boolean odd =
                text.chars().anyMatch(sign -> NOT_TO_THE_LETTER.indexOf(sign) >= 0 || Character.isISOControl(sign));
        if (odd) {
            throw refused(
                    "cannot ask the server for the " + what + " '" + Table.line(text)
                            + "': in a filter of the server * ? [ ] \\ mean something, and \" < > & are not written as they are");
        }
    }

    private static UsageException refused(String why) {
        return new UsageException("--sweep", why);
    }

    /** Finds out how much there is. */
    void look(FaktoryClient client) {
        before.putAll(sizes(client));
    }

    /** Takes the jobs out. */
    void apply(FaktoryClient client) {
        look(client);
        for (Target set : SETS) {
            filters.forEach(filter -> client.mutate(new Mutation(command, set, filter)));
        }
        after.putAll(sizes(client));
    }

    private static Map<Target, Long> sizes(FaktoryClient client) {
        JsonNode sets = client.info().path("faktory").path("sets");
        Map<Target, Long> sizes = new EnumMap<>(Target.class);
        SETS.forEach(set -> sizes.put(set, sets.path(Words.of(set)).asLong(0)));
        return sizes;
    }

    /** "scheduled (5 jobs) and retries (1 job)", as it was before. */
    String sets() {
        List<String> words = SETS.stream()
                .map(set -> Words.of(set) + " (" + Quantity.of(before.getOrDefault(set, 0L), "job") + ")")
                .toList();
        return String.join(" and ", words);
    }

    /** What can be known of the effect: MUTATE answers no count. */
    String inWords() {
        List<String> words = SETS.stream()
                .map(set -> Words.of(set) + " had " + Quantity.of(before.getOrDefault(set, 0L), "job") + " and has "
                        + after.getOrDefault(set, 0L) + " now")
                .toList();
        return "swept: " + String.join(", ", words) + ". It may have reached jobs made within the second of this call.";
    }

    void describe(ObjectNode json) {
        ObjectNode swept = json.putObject("swept");
        for (Target set : SETS) {
            ObjectNode one = swept.putObject(Words.of(set));
            one.put("before", before.get(set)).put("after", after.get(set));
        }
    }
}
