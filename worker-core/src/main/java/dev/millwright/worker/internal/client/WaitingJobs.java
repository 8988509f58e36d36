package dev.millwright.worker.internal.client;

import dev.millwright.worker.FaktoryServerException;
import dev.millwright.worker.Mutation;
import dev.millwright.worker.Mutation.Command;
import dev.millwright.worker.Mutation.Target;
import dev.millwright.worker.MutationFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Kills or discards jobs that are scheduled or wait for a retry, for one call of cancel. MUTATE compares every
 * job of a set with every jid and has 5 s for it: it gets 200 jids at a time, fewer where the sets are large.
 * Confined to the calling thread.
 */
final class WaitingJobs {
    private static final int MAX_JIDS = 200;

    /** The server makes so many comparisons of a job with a jid in less than two seconds. */
    private static final long COMPARISONS = 2_000_000;

    /** After so many, running jobs would be kept waiting. */
    private static final long QUICK_COMPARISONS = 200_000;

    /** To read a job costs the server as much as so many comparisons. */
    private static final int READING = 4;

    private final NettyFaktoryClient client;
    private final boolean discard;
    private final @Nullable Counters before;
    private int mutations;
    private @Nullable FaktoryServerException trouble;

    /** Asks for the server's counters. */
    WaitingJobs(NettyFaktoryClient client, boolean discard) {
        this.client = client;
        this.discard = discard;
        this.before = counters();
    }

    private @Nullable Counters counters() {
        try {
            return Counters.of(client.info());
        } catch (FaktoryServerException e) {
            return null; // there is just less that can be said
        }
    }

    /** Whether so many jids are looked for in a moment. */
    boolean areQuick(int jids) {
        if (before == null) {
            return false;
        }
        long jobs = before.waiting() + (discard ? before.dead() : 0);
        return jobs * (jids + READING) <= QUICK_COMPARISONS;
    }

    /** Removes those that wait; returns how many of them did, if that is certain. */
    OptionalInt removeCounted(List<String> jids) {
        List<List<String>> slices = slices(jids);
        for (List<String> slice : slices) {
            mutate(Command.KILL, Target.SCHEDULED, slice);
            mutate(Command.KILL, Target.RETRIES, slice);
        }
        Counters after = counters();
        OptionalInt removed = trouble == null && before != null && after != null
                ? before.killedUntil(after, mutations)
                : OptionalInt.empty();
        if (discard) {
            // Not where they waited: there, jobs that fall due change the counters as well.
            slices.forEach(slice -> mutate(Command.DISCARD, Target.DEAD, slice));
        }
        return removed;
    }

    /** Removes those that wait; to be called with one slice after the other. */
    void remove(List<String> slice) {
        Command command = discard ? Command.DISCARD : Command.KILL;
        mutate(command, Target.SCHEDULED, slice);
        mutate(command, Target.RETRIES, slice);
    }

    /** As many jids together as the server can look for at a time. */
    List<List<String>> slices(List<String> jids) {
        long jobs = before == null ? 1 : Math.max(1, before.waiting());
        int most = (int) Math.max(1, Math.min(MAX_JIDS, COMPARISONS / jobs - READING));
        List<List<String>> slices = new ArrayList<>();
        for (int begin = 0; begin < jids.size(); begin += most) {
            slices.add(jids.subList(begin, Math.min(begin + most, jids.size())));
        }
        return slices;
    }

    private void mutate(Command command, Target target, List<String> jids) {
        mutations++;
        try {
            client.mutate(new Mutation(command, target, MutationFilter.jids(jids)));
        } catch (FaktoryServerException e) {
            if (jids.size() == 1) {
                trouble = e;
                return;
            }
            int half = jids.size() / 2; // its time was over
            mutate(command, target, jids.subList(0, half));
            mutate(command, target, jids.subList(half, jids.size()));
        }
    }

    /** Why not all could be looked for; null if they were. */
    @Nullable
    FaktoryServerException trouble() {
        return trouble;
    }
}
