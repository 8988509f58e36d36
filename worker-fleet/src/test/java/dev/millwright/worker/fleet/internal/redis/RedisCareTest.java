package dev.millwright.worker.fleet.internal.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.fleet.internal.store.CareRecords;
import dev.millwright.worker.fleet.internal.store.FactsDelta;
import dev.millwright.worker.fleet.internal.store.Unit;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is known of jobtypes, in a Redis that others write to as well. */
class RedisCareTest extends OnOneRedis {
    private static final Unit UNIT = new Unit("q", "t");

    private static FactsDelta failed(Unit unit) {
        return new FactsDelta(unit, 1, 0, 1, Duration.ZERO, null, Duration.ZERO, null, "E");
    }

    @Test
    void whatCannotBeReadIsLeftAloneAndNamed() throws Exception {
        CareRecords care = store.care();
        Unit other = new Unit("q", "other");
        get(care.add("w", 1, List.of(failed(UNIT), failed(other))));
        server.cli("HSET", PREFIX + "facts", UNIT.text(), "2 of a later release");
        server.cli("HSET", PREFIX + "care:orders", "t", "nonsense");
        assertThat(get(care.add("w", 2, List.of(failed(UNIT), failed(other)))).refused())
                .isEqualTo(1);
        CareRecords.All all = get(care.all());
        assertThat(all.facts()).containsOnlyKeys(other);
        assertThat(all.facts().get(other).failures()).isEqualTo(2);
        assertThat(all.unreadable()).containsExactlyInAnyOrder(UNIT.toString(), "t");
        assertThat(server.cli("HGET", PREFIX + "facts", UNIT.text())).isEqualTo("2 of a later release");
        get(care.snooze("t", Duration.ofDays(1), "me"));
        assertThat(get(care.all()).unreadable()).containsExactly(UNIT.toString());
    }

    @Test
    void numbersAreKeptInFull() throws Exception {
        String many = "1 900000000000001 900000000000000 1 1700000000001 1700000000002 1700000000003 0 0\n\n";
        server.cli("HSET", PREFIX + "facts", UNIT.text(), many);
        get(store.care().add("w", 1, List.of(failed(UNIT))));
        assertThat(get(store.care().all()).facts().get(UNIT)).satisfies(facts -> {
            assertThat(facts.runs()).isEqualTo(900_000_000_000_002L);
            assertThat(facts.first().toEpochMilli()).isEqualTo(1_700_000_000_001L);
        });
    }

    @Test
    void allOfItExpires() throws Exception {
        get(store.care().add("w", 1, List.of(failed(UNIT))));
        get(store.care().snooze("t", Duration.ofDays(1), "me"));
        get(store.care().look());
        for (String key : server.cli("KEYS", "*").split("\n", -1)) {
            assertThat(Long.parseLong(server.cli("PTTL", key))).as(key).isPositive();
        }
    }
}
