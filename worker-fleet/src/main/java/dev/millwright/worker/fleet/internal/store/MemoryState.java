package dev.millwright.worker.fleet.internal.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a group in memory knows. Confined to whoever holds the lock of its {@link MemoryGroup}. */
final class MemoryState {
    /** For how long an operation that is over can still be read. */
    static final Duration KEPT = Duration.ofHours(24);

    /** How many operations are kept, those that are over included. */
    static final int MAX_KEPT = 2_000;

    private final Map<String, Present> present = new HashMap<>();
    private final Map<String, Operation> operations = new HashMap<>();
    private final Map<String, Map<String, Counts>> counts = new HashMap<>();
    private final LeaseState leases = new LeaseState();
    private final PauseState pauses = new PauseState(leases);
    private final CareState care = new CareState(leases);
    private long version;

    private record Present(
            Instant expires, String worker, @Nullable String jobs) {}

    /** Forgets what has had its time. */
    void forget(Instant now) {
        present.values().removeIf(one -> !now.isBefore(one.expires()));
        if (operations.values().removeIf(one -> !now.isBefore(one.ended().plus(KEPT)))) {
            counts.keySet().retainAll(operations.keySet());
        }
    }

    long version() {
        return version;
    }

    LeaseState leases() {
        return leases;
    }

    PauseState pauses() {
        return pauses;
    }

    CareState care() {
        return care;
    }

    Renewed renew(Renewal renewal, Instant now) {
        Present old = present.get(renewal.wid());
        String worker = renewal.worker() != null ? renewal.worker() : old == null ? null : old.worker();
        String jobs = renewal.jobs() != null ? renewal.jobs() : old == null ? null : old.jobs();
        if (worker != null) {
            present.put(renewal.wid(), new Present(now.plus(Renewal.EXPIRY), worker, jobs));
        }
        return new Renewed(worker != null && jobs != null, version, now);
    }

    void leave(String wid) {
        present.remove(wid);
    }

    Members members(boolean withJobs, Instant now) {
        List<Members.Member> members = new ArrayList<>();
        present.forEach((wid, one) -> members.add(new Members.Member(
                wid, one.expires(), one.worker(), withJobs && one.jobs() != null ? one.jobs() : "")));
        return new Members(now, members);
    }

    Opened open(Opening opening, Instant now) {
        Operation old = operations.get(opening.id());
        if (old != null) {
            return old.subject().equals(opening.subject())
                    ? new Opened.Known(old, true, now)
                    : new Opened.OtherSubject();
        }
        long open = operations.values().stream().filter(one -> one.isOpen(now)).count();
        if (open >= FleetStore.MAX_OPEN) {
            return new Opened.TooMany(open);
        }
        makeRoom(now);
        Instant expires = now.plus(opening.lifetime());
        Operation made = new Operation(
                opening.id(),
                ++version,
                false,
                now,
                now.plus(opening.tolerance()),
                expires,
                expires,
                opening.subject(),
                opening.details());
        operations.put(opening.id(), made);
        return new Opened.Known(made, false, now);
    }

    /** Before one more is put in. */
    private void makeRoom(Instant now) {
        while (operations.size() >= MAX_KEPT) {
            operations.values().stream()
                    .filter(one -> !one.isOpen(now))
                    .min(Comparator.comparingLong(Operation::version))
                    .ifPresent(oldest -> {
                        operations.remove(oldest.id());
                        counts.remove(oldest.id());
                    });
        }
    }

    Operations operations(long since, Instant now) {
        List<Operation> changed = operations.values().stream()
                .filter(one -> one.version() > since)
                .sorted(Comparator.comparingLong(Operation::version))
                .toList();
        return new Operations(now, version, false, changed);
    }

    Optional<Operation> operation(String id) {
        return Optional.ofNullable(operations.get(id));
    }

    void acknowledge(String wid, Map<String, Counts> done) {
        done.forEach((id, what) -> {
            if (operations.containsKey(id)) {
                counts.computeIfAbsent(id, unseen -> new HashMap<>()).put(wid, what);
            }
        });
    }

    Map<String, Counts> acknowledged(String id) {
        return Map.copyOf(counts.getOrDefault(id, Map.of()));
    }

    Aborted abort(String id, Instant now) {
        Operation old = operations.get(id);
        if (old == null) {
            return new Aborted.Unknown();
        }
        if (!old.isOpen(now)) {
            return new Aborted.WasOver(old, now);
        }
        Operation over = old.abort(now, ++version);
        operations.put(id, over);
        return new Aborted.Done(over, now);
    }
}
