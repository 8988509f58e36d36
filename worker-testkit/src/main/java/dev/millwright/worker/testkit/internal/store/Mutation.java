package dev.millwright.worker.testkit.internal.store;

import dev.millwright.worker.testkit.internal.json.GoQuote;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** MUTATE: one change of all jobs in a set that pass a filter. Immutable. */
public record Mutation(String cmd, String target, @Nullable Filter filter) {
    /** Which jobs: jids win over the others; regexp is a glob over the job's text. */
    public record Filter(List<String> jids, String regexp, String jobtype) {
        Predicate<String> predicate() {
            if (!jids.isEmpty()) {
                List<String> keys =
                        jids.stream().map(jid -> "\"jid\":" + GoQuote.text(jid)).toList();
                return payload -> keys.stream().anyMatch(payload::contains);
            }
            String typeKey = "\"jobtype\":" + GoQuote.text(jobtype);
            if (!regexp.isEmpty()) {
                Glob glob = new Glob(regexp);
                return jobtype.isEmpty()
                        ? glob::matches
                        : payload -> glob.matches(payload) && payload.contains(typeKey);
            }
            // The stock server makes a glob of the jobtype too, so a * in it stands for anything.
            return jobtype.isEmpty() ? Mutation::all : new Glob("*" + typeKey + "*")::matches;
        }
    }

    /** Applies it, under the broker's lock. */
    public void apply(Store store, Instant now) throws Refused {
        if (!List.of("clear", "kill", "discard", "requeue").contains(cmd)) {
            throw new Refused("unknown mutate operation");
        }
        TimedJobs set = store.set(target);
        if (set == null) {
            throw new Refused("invalid target for mutation command");
        }
        if (cmd.equals("clear") || (cmd.equals("discard") && filter == null)) {
            set.clear();
            return;
        }
        Predicate<String> predicate = filter == null ? Mutation::all : filter.predicate();
        for (TimedJobs.Entry entry : set.entries()) {
            if (predicate.test(entry.payload())) {
                change(store, set, entry.payload(), now);
            }
        }
    }

    private static boolean all(String payload) {
        return true;
    }

    private void change(Store store, TimedJobs set, String payload, Instant now) throws Refused {
        switch (cmd) {
            case "kill" -> {
                set.remove(payload);
                store.dead().add(now.plus(Store.DEAD_TTL), payload);
            }
            case "requeue" -> {
                store.enqueueUnchanged(payload);
                set.remove(payload);
            }
            default -> set.remove(payload);
        }
    }
}
