package dev.millwright.worker.fleet.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What each store must do for jobtypes. */
public abstract class CareContract extends LeasesAndPausesContract {
    private static final Unit UNIT = new Unit("q", "ä b\n\"*");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static FactsDelta ran(Unit unit, long successes, long failures, Duration since) {
        return new FactsDelta(
                unit,
                successes + failures,
                successes,
                failures,
                since,
                successes > 0 ? since : null,
                failures > 0 ? since : null,
                null,
                "E: down " + failures);
    }

    private static FactsDelta deployed(Unit unit, String version) {
        return new FactsDelta(unit, 0, 0, 0, null, null, null, version, "");
    }

    private static Decision decision(Unit unit, @Nullable String care, @Nullable String hold) {
        return new Decision(unit, care, hold, Map.of());
    }

    private Facts facts(Unit unit) throws Exception {
        return get(another().care().all()).facts().get(unit);
    }

    private long careToken() throws Exception {
        return ((Leased.Held) get(store().leases().take(CareRecords.LEASE, "a", MINUTE))).token();
    }

    @Test
    void factsOfAllWorkersAreAddedUp() throws Exception {
        Instant before = get(store().care().all()).now();
        assertThat(get(store().care().add("w1", 1, List.of(ran(UNIT, 3, 1, Duration.ZERO))))
                        .refused())
                .isZero();
        CareRecords.Added added = get(another().care().add("w2", 1, List.of(ran(UNIT, 0, 5, MINUTE))));
        Facts facts = facts(UNIT);
        assertThat(facts.runs()).isEqualTo(9);
        assertThat(facts.successes()).isEqualTo(3);
        assertThat(facts.failures()).isEqualTo(6);
        assertThat(facts.lastError()).isEqualTo("E: down 5");
        assertThat(facts.first()).isBetween(before, added.now());
        assertThat(facts.lastFailure()).as("not the older one").isBetween(before, added.now());
        assertThat(facts.lastSuccess()).isEqualTo(facts.lastRun()).isBetween(before, added.now());
        assertThat(facts.deployed()).isEqualTo(Instant.EPOCH);

        get(store().care().add("w1", 2, List.of(ran(new Unit("other", UNIT.jobtype()), 0, 1, MINUTE.multipliedBy(5)))));
        Facts other = facts(new Unit("other", UNIT.jobtype()));
        assertThat(other.lastFailure())
                .isBetween(before.minus(MINUTE.multipliedBy(5)), added.now().minus(MINUTE.multipliedBy(4)));
        assertThat(other.lastSuccess()).isEqualTo(Instant.EPOCH);
    }

    @Test
    void whatIsWrittenTwiceCountsOnce() throws Exception {
        for (int i = 0; i < 3; i++) {
            get(store().care().add("w1", 7, List.of(ran(UNIT, 1, 0, Duration.ZERO))));
        }
        get(store().care().add("w1", 6, List.of(ran(UNIT, 1, 0, Duration.ZERO))));
        assertThat(facts(UNIT).runs()).isEqualTo(1);
        get(store().care().add("w1", 8, List.of(ran(UNIT, 1, 0, Duration.ZERO))));
        assertThat(facts(UNIT).runs()).isEqualTo(2);
    }

    @Test
    void aDeployIsANewVersionOrAWorkerWithoutOne() throws Exception {
        Unit type = new Unit("", "t");
        CareRecords care = store().care();
        get(care.add("w1", 1, List.of(deployed(type, "1.0"))));
        Instant first = facts(type).deployed();
        assertThat(first).isAfter(Instant.EPOCH);
        assertThat(facts(type).version()).isEqualTo("1.0");
        later(first);
        get(care.add("w2", 1, List.of(deployed(type, "1.0"))));
        assertThat(facts(type).deployed()).isEqualTo(first);
        get(care.add("w1", 2, List.of(ran(type, 1, 0, Duration.ZERO))));
        assertThat(facts(type).version()).as("no deploy").isEqualTo("1.0");
        get(care.add("w3", 1, List.of(deployed(type, "1.1"))));
        Instant second = facts(type).deployed();
        assertThat(second).isAfter(first);
        later(second);
        get(care.add("w4", 1, List.of(deployed(type, ""))));
        assertThat(facts(type).deployed()).isAfter(second);
    }

    /** Until the store's time is later than it was. */
    private void later(Instant than) throws Exception {
        pass(Duration.ofMillis(1));
        while (!get(store().care().all()).now().isAfter(than)) {
            Thread.onSpinWait();
        }
    }

    @Test
    void decisionsAreWrittenByTheNewestTokenAlone() throws Exception {
        get(store().care().add("w", 1, List.of(ran(UNIT, 0, 1, Duration.ZERO))));
        long old = careToken();
        CareRecords care = store().care();
        assertThat(get(care.decide(
                        old, "rules", List.of(new Decision(UNIT, "c1", "h1", Map.of("n1", "one", "n2", "two"))))))
                .isTrue();
        CareRecords.All all = get(another().care().all());
        assertThat(all.care()).isEqualTo(Map.of(UNIT, "c1"));
        assertThat(all.held()).isEqualTo(Map.of(UNIT, "h1"));
        assertThat(get(another().care().held())).isEqualTo(Map.of(UNIT, "h1"));
        assertThat(all.notices()).isEqualTo(Map.of("n1", "one", "n2", "two"));
        assertThat(all.rules()).isEqualTo("rules");
        assertThat(all.unreadable()).isEmpty();

        long newest = careToken();
        assertThat(get(care.decide(old, "other", List.of(decision(UNIT, "c2", null)))))
                .isFalse();
        assertThat(get(care.decide(newest + 1, "other", List.of()))).isFalse();
        assertThat(get(care.all()).care()).isEqualTo(Map.of(UNIT, "c1"));
        assertThat(get(care.decide(newest, "", List.of(decision(UNIT, "c2", null)))))
                .isTrue();
        assertThat(get(care.all()).held()).isEmpty();
        assertThat(get(care.all()).rules()).isEmpty();

        assertThat(get(care.decide(newest, "", List.of(decision(UNIT, null, null)))))
                .isTrue();
        assertThat(get(care.all()).care()).isEmpty();
        assertThat(get(care.all()).facts()).isEmpty();
    }

    @Test
    void whatWasToldIsGoneAndDoesNotComeBack() throws Exception {
        long token = careToken();
        CareRecords care = store().care();
        get(care.decide(token, "", List.of(new Decision(UNIT, "c", null, Map.of("n1", "log webhook", "n2", "log")))));
        get(another().care().told("n1", "webhook"));
        get(another().care().told("n2", ""));
        assertThat(get(care.all()).notices()).isEqualTo(Map.of("n1", "webhook"));
        get(another().care().told("n2", "webhook"));
        assertThat(get(care.all()).notices()).isEqualTo(Map.of("n1", "webhook"));
    }

    @Test
    void ordersByHandAreKeptSideBySide() throws Exception {
        long token = careToken();
        CareRecords care = store().care();
        get(care.decide(
                token,
                "",
                List.of(
                        decision(new Unit("a", "t"), "c", "h"),
                        decision(new Unit("b", "t"), "c", "h"),
                        decision(new Unit("a", "tt"), "c", "h"))));
        Instant until = get(care.snooze("t", Duration.ofDays(3), "ä\nme"));
        assertThat(get(another().care().release("t", "you"))).isEqualTo(2);
        assertThat(get(another().care().release("none", "you"))).isZero();
        get(care.look());
        CareRecords.All all = get(care.all());
        assertThat(all.orders()).containsOnlyKeys("t", "none");
        assertThat(all.orders().get("t")).satisfies(orders -> {
            assertThat(orders.snoozedUntil()).isEqualTo(until);
            assertThat(Duration.between(orders.snoozedAt(), until)).isEqualTo(Duration.ofDays(3));
            assertThat(orders.releasedAt()).isBetween(orders.snoozedAt(), all.now());
            assertThat(orders.by()).isEqualTo("you");
        });
        assertThat(all.looked()).isBetween(all.orders().get("t").snoozedAt(), all.now());
        get(care.snooze("none", Duration.ofDays(1), "ä\nme"));
        assertThat(get(care.all()).orders().get("none").by()).isEqualTo("ä\nme");
    }

    @Test
    void thereIsRoomForSoManyUnits() throws Exception {
        CareRecords care = store().care();
        long refused = 0;
        for (int page = 0; page <= CareRecords.MAX_UNITS / CareRecords.MAX_DELTAS; page++) {
            List<FactsDelta> deltas = new ArrayList<>();
            for (int i = 0; i < CareRecords.MAX_DELTAS; i++) {
                deltas.add(ran(new Unit("q", "t" + page + "." + i), 1, 0, Duration.ZERO));
            }
            refused += get(care.add("w", page + 1, deltas)).refused();
        }
        assertThat(refused).isEqualTo(CareRecords.MAX_DELTAS);
        assertThat(get(care.add("w", 1_000, List.of(ran(new Unit("q", "t0.0"), 1, 0, Duration.ZERO))))
                        .refused())
                .isZero();
        CareRecords.All all = get(care.all());
        assertThat(all.facts()).hasSize(CareRecords.MAX_UNITS);
        assertThat(all.facts().get(new Unit("q", "t0.0")).runs()).isEqualTo(2);

        long token = careToken();
        List<Decision> decisions = all.facts().keySet().stream()
                .map(unit -> decision(unit, "c", null))
                .toList();
        assertThat(get(care.decide(token, "", decisions))).isTrue();
        assertThat(get(care.all()).care()).hasSize(CareRecords.MAX_UNITS);
    }
}
