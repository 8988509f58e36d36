package dev.millwright.worker.fleet.internal.store;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a group in memory keeps of its jobtypes. Confined as {@link MemoryState}. */
final class CareState {
    private final LeaseState leases;
    private final Map<Unit, Facts> facts = new HashMap<>();
    private final Map<Unit, String> care = new HashMap<>();
    private final Map<Unit, String> held = new HashMap<>();
    private final Map<String, HandOrders> orders = new HashMap<>();
    private final Map<String, String> notices = new HashMap<>();

    /** The last number of each worker. */
    private final Map<String, Long> numbers = new HashMap<>();

    private String rules = "";
    private Instant looked = Instant.EPOCH;

    CareState(LeaseState leases) {
        this.leases = leases;
    }

    CareRecords.Added add(String wid, long number, List<FactsDelta> deltas, Instant now) {
        if (numbers.getOrDefault(wid, 0L) >= number) {
            return new CareRecords.Added(now, 0);
        }
        numbers.put(wid, number);
        long refused = 0;
        for (FactsDelta delta : deltas) {
            Facts old = facts.get(delta.unit());
            if (old == null && facts.size() >= CareRecords.MAX_UNITS) {
                refused++;
            } else {
                facts.put(delta.unit(), added(old == null ? Facts.none(now) : old, delta, now));
            }
        }
        return new CareRecords.Added(now, refused);
    }

    private static Facts added(Facts old, FactsDelta delta, Instant now) {
        String version = delta.version();
        boolean deployed = version != null && (version.isEmpty() || !version.equals(old.version()));
        return new Facts(
                old.runs() + delta.runs(),
                old.successes() + delta.successes(),
                old.failures() + delta.failures(),
                old.first(),
                later(old.lastRun(), delta.sinceRun(), now),
                later(old.lastSuccess(), delta.sinceSuccess(), now),
                later(old.lastFailure(), delta.sinceFailure(), now),
                deployed ? now : old.deployed(),
                version == null ? old.version() : version,
                delta.failures() > 0 ? delta.lastError() : old.lastError());
    }

    private static Instant later(Instant old, @Nullable Duration age, Instant now) {
        if (age == null) {
            return old;
        }
        Instant when = now.minus(age);
        return when.isAfter(old) ? when : old;
    }

    CareRecords.All all(Instant now) {
        return new CareRecords.All(now, facts, care, held, orders, notices, rules, looked, List.of());
    }

    Map<Unit, String> held() {
        return Map.copyOf(held);
    }

    boolean decide(long token, String newRules, List<Decision> decisions) {
        if (!leases.isNewest(CareRecords.LEASE, token)) {
            return false;
        }
        rules = newRules;
        for (Decision decision : decisions) {
            put(care, decision.unit(), decision.care());
            put(held, decision.unit(), decision.hold());
            notices.putAll(decision.notices());
            if (decision.care() == null) {
                facts.remove(decision.unit());
            }
        }
        return true;
    }

    private static void put(Map<Unit, String> map, Unit unit, @Nullable String text) {
        if (text == null) {
            map.remove(unit);
        } else {
            map.put(unit, text);
        }
    }

    boolean told(String id, String left) {
        return left.isEmpty() ? notices.remove(id) != null : notices.replace(id, left) != null;
    }

    Instant snooze(String jobtype, Instant until, String by, Instant now) {
        HandOrders old = orders.getOrDefault(jobtype, HandOrders.NONE);
        orders.put(jobtype, new HandOrders(now, until, old.releasedAt(), by));
        return until;
    }

    long release(String jobtype, String by, Instant now) {
        HandOrders old = orders.getOrDefault(jobtype, HandOrders.NONE);
        orders.put(jobtype, new HandOrders(old.snoozedAt(), old.snoozedUntil(), now, by));
        return held.keySet().stream()
                .filter(unit -> Objects.equals(unit.jobtype(), jobtype))
                .count();
    }

    boolean look(Instant now) {
        looked = now;
        return true;
    }
}
