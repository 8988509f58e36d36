package dev.millwright.worker.fleet.internal.last;

import dev.millwright.worker.WorkerState;
import dev.millwright.worker.fleet.FleetWorker;
import dev.millwright.worker.fleet.internal.record.Records;
import dev.millwright.worker.fleet.internal.store.Members;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who else of a group fetches, and what.
 *
 * @param others how many live workers fetch, other than the one that asks
 * @param queues the queues that they fetch from, also where a pool is paused for a while
 * @param unreadable how many live workers cannot be read: they may fetch from anything
 * @param since when the oldest of those that fetch has started, the one that asks included
 */
record Fetchers(int others, Set<String> queues, int unreadable, Instant since) {
    static Fetchers of(Members members, String self) {
        int others = 0;
        int unreadable = 0;
        Set<String> queues = new HashSet<>();
        Instant since = members.now();
        for (Members.Member member : members.members()) {
            Optional<FleetWorker> worker = Records.worker(member.wid(), member.worker());
            boolean own = member.wid().equals(self);
            if (worker.isEmpty()) {
                unreadable += own ? 0 : 1;
            } else if (worker.get().state().compareTo(WorkerState.RUNNING) <= 0) {
                since = worker.get().started().isBefore(since) ? worker.get().started() : since;
                if (!own) {
                    others++;
                    worker.get().pools().forEach(pool -> queues.addAll(pool.queues()));
                }
            }
        }
        return new Fetchers(others, queues, unreadable, since);
    }

    /** Whether nobody who fetches now did so at a moment. */
    boolean allCameAfter(Instant moment) {
        return unreadable == 0 && !since.isBefore(moment);
    }

    /** Those of some queues from which nobody else fetches, in alphabetical order. */
    Set<String> without(Set<String> some) {
        Set<String> left = new TreeSet<>();
        if (unreadable == 0) {
            left.addAll(some);
            left.removeAll(queues);
        }
        return left;
    }
}
