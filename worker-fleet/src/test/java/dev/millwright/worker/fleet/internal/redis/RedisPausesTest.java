package dev.millwright.worker.fleet.internal.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millwright.worker.fleet.internal.store.Leased;
import dev.millwright.worker.fleet.internal.store.PauseRecord;
import dev.millwright.worker.fleet.internal.store.PauseRecord.Owner;
import dev.millwright.worker.fleet.internal.store.PauseRecords;
import dev.millwright.worker.fleet.internal.store.PauseRecords.Intent;
import dev.millwright.worker.fleet.internal.store.PauseRecords.Written;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Leases and records of pauses in a Redis that has lost them, or holds what nobody of ours has written. */
class RedisPausesTest extends OnOneRedis {
    private static final String LEASE = PREFIX + "lease:pauses";
    private static final Duration TTL = Duration.ofSeconds(30);

    private long lease(String holder) throws Exception {
        return ((Leased.Held) get(store.leases().take(PauseRecords.LEASE, holder, TTL))).token();
    }

    private static Intent fleet(String queue) {
        return new Intent(queue, Owner.FLEET, "w1", "");
    }

    @Test
    void tokensGrowOverTheLossOfAllData() throws Exception {
        long before = lease("a");
        server.cli("FLUSHALL");
        assertThat(get(store.leases().keep(PauseRecords.LEASE, before, TTL))).isFalse();
        assertThat(get(store.pauses().intend(before, fleet("q"))))
                .as("a token that the store does not know")
                .isEqualTo(Written.STALE);
        assertThat(lease("b")).isGreaterThan(before);
        assertThat(get(store.pauses().intend(before, fleet("q")))).isEqualTo(Written.STALE);
    }

    @Test
    void aLeaseThatNobodyOfOursHasWrittenBindsNobody() throws Exception {
        for (String spoiled : new String[] {"", "yours", "1 2", "7 99999999999999 forever", "7 nine you"}) {
            server.cli("SET", LEASE, spoiled);
            long token = lease("a");
            assertThat(get(store.leases().keep(PauseRecords.LEASE, token, TTL))).isTrue();
        }
        server.cli("SET", PREFIX + "token:pauses", "many");
        long token = lease("a");
        assertThat(get(store.pauses().intend(token, fleet("q")))).isEqualTo(Written.DONE);
    }

    @Test
    void aRecordThatCannotBeReadIsNamedAndLeftToTheHand() throws Exception {
        long token = lease("a");
        get(store.pauses().intend(token, fleet("good")));
        String[] spoiled = {
            "",
            "nonsense",
            "2 paused fleet 1 2 w\n",
            "1 frozen fleet 1 2 w\n",
            "1 paused robot 1 2 w\n",
            "1 paused fleet 1 2 no end",
            "1 paused fleet x 2 w\n"
        };
        for (int i = 0; i < spoiled.length; i++) {
            String queue = "q" + i;
            server.cli("HSET", PREFIX + "pauses", queue, spoiled[i]);
            assertThat(get(store.pauses().intend(token, fleet(queue))))
                    .as(spoiled[i])
                    .isEqualTo(Written.UNREADABLE);
            assertThat(get(store.pauses().resuming(token, queue, Owner.FLEET))).isEqualTo(Written.UNREADABLE);
            assertThat(get(store.pauses().resumed(token, queue, Owner.FLEET))).isEqualTo(Written.UNREADABLE);
            assertThat(get(store.pauses().paused(token, queue))).isEqualTo(Written.MISSING);
            PauseRecords.All all = get(store.pauses().all());
            assertThat(all.records()).extracting(PauseRecord::queue).containsExactly("good");
            assertThat(all.unreadable()).containsExactly(queue);

            assertThat(get(store.pauses().resuming(token, queue, Owner.HAND))).isEqualTo(Written.DONE);
            assertThat(get(store.pauses().resumed(token, queue, Owner.HAND))).isEqualTo(Written.DONE);
            assertThat(get(store.pauses().all()).unreadable()).isEmpty();
        }
    }

    @Test
    void anotherKindOfKeyIsRefused() throws Exception {
        long token = lease("a");
        server.cli("SET", PREFIX + "pauses", "a text");
        assertThatThrownBy(() -> get(store.pauses().intend(token, fleet("q"))))
                .cause()
                .hasMessageContaining("WRONGTYPE");
        server.cli("DEL", LEASE);
        server.cli("LPUSH", LEASE, "a");
        assertThatThrownBy(() -> lease("a")).cause().hasMessageContaining("WRONGTYPE");
    }

    @Test
    void onlyTheRecordsOfPausesStay() throws Exception {
        long token = lease("a");
        get(store.pauses().intend(token, fleet("q")));
        for (String key : server.cli("KEYS", "*").split("\n", -1)) {
            boolean records = key.equals(PREFIX + "pauses");
            assertThat(Long.parseLong(server.cli("PTTL", key)) > 0).as(key).isEqualTo(!records);
        }
        get(store.pauses().resumed(token, "q", Owner.HAND));
        get(store.pauses().intend(token, new Intent("q", Owner.HAND, "me", "")));
        get(store.pauses().resumed(token, "q", Owner.HAND));
        assertThat(server.cli("EXISTS", PREFIX + "pauses")).isIn("0", "1");
    }
}
