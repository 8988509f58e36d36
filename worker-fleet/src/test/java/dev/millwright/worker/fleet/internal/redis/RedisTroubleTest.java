package dev.millwright.worker.fleet.internal.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millwright.worker.fleet.FleetException;
import dev.millwright.worker.fleet.internal.store.Aborted;
import dev.millwright.worker.fleet.internal.store.Counts;
import dev.millwright.worker.fleet.internal.store.Opened;
import dev.millwright.worker.fleet.internal.store.Opening;
import dev.millwright.worker.fleet.internal.store.Operation;
import dev.millwright.worker.fleet.internal.store.Renewal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A Redis that goes, comes back, stands still, forgets, or holds what nobody of ours has written. */
class RedisTroubleTest extends OnOneRedis {

    private static Opening opening(String id) {
        return new Opening(id, "s", "d", Duration.ZERO, Duration.ofHours(1));
    }

    private void awaitBack() {
        await("the store").atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> get(store.version()) >= 0);
    }

    private void assertAway() {
        assertThatThrownBy(() -> get(store.version()))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(FleetException.class)
                .hasMessageStartingWith("the fleet's store at redis://127.0.0.1:" + server.port())
                .hasMessageNotContaining("\n");
    }

    @Test
    void isAwayAtTheStartAndThenThere() {
        server.kill();
        assertAway();
        assertAway();
        server.restart();
        awaitBack();
    }

    @Test
    void goesAndComesBackEmpty() throws Exception {
        AtomicInteger heard = new AtomicInteger();
        store.listen(heard::incrementAndGet);
        long before =
                ((Opened.Known) get(store.open(opening("one")))).operation().version();
        get(store.renew(new Renewal("w", "worker", "[]")));
        server.kill();
        await("the loss is seen").atMost(Duration.ofSeconds(30)).untilAsserted(this::assertAway);
        server.restart();
        awaitBack();

        assertThat(get(store.renew(new Renewal("w", null, null))).complete()).isFalse();
        assertThat(get(store.version())).isZero();
        assertThat(get(store.operations(before)).operations()).isEmpty();
        long after =
                ((Opened.Known) get(store.open(opening("two")))).operation().version();
        assertThat(after).as("a version after the loss").isGreaterThan(before);
        await("a hint is heard again").atMost(Duration.ofSeconds(30)).until(() -> {
            int known = heard.get();
            get(store.open(opening("n" + System.identityHashCode(new Object()))));
            return known > 1;
        });
    }

    @Test
    void standsStill() throws Exception {
        get(store.version());
        server.pause();
        List<CompletionStage<Long>> asked = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            asked.add(store.version());
        }
        for (CompletionStage<Long> each : asked) { // also those that were on the connection when it was given up
            assertThatThrownBy(() -> get(each))
                    .cause()
                    .isInstanceOf(FleetException.class)
                    .hasMessageEndingWith("cannot be reached: no answer in time");
        }
        server.unpause();
        awaitBack();
    }

    @Test
    void forgetsTheScripts() throws Exception {
        get(store.open(opening("one")));
        server.cli("SCRIPT", "FLUSH");
        assertThat(get(store.open(opening("two")))).isInstanceOf(Opened.Known.class);
    }

    @Test
    void whatCannotBeReadIsPassedOver() throws Exception {
        Operation good = ((Opened.Known) get(store.open(opening("good")))).operation();
        get(store.open(opening("bad")));
        server.cli("HSET", PREFIX + "operations", "bad", "2 of a later release");
        get(store.acknowledge("w1", Map.of("good", new Counts(1, 1, 1, 0, 0))));
        server.cli("HSET", PREFIX + "counts:good", "w2", "nonsense");

        assertThat(get(store.operations(0)).operations()).containsExactly(good);
        assertThat(store.unreadable()).isEqualTo(1);
        assertThat(get(store.acknowledged(List.of("good"))).get(0)).containsOnlyKeys("w1");
        assertThat(store.unreadable()).isEqualTo(2);
        assertThat(get(store.operation("bad")).operation()).isEmpty();
        assertThat(store.unreadable()).isEqualTo(3);
        assertThat(get(store.open(opening("bad")))).isInstanceOf(Opened.OtherSubject.class);
        assertThat(get(store.abort("bad"))).isInstanceOf(Aborted.Unknown.class);
        get(store.acknowledge("w1", Map.of("bad", new Counts(1, 1, 1, 0, 0))));
        assertThat(server.cli("EXISTS", PREFIX + "counts:bad")).isEqualTo("0");
    }

    @Test
    void spoiledNumbersAndKeysStopNothingElse() throws Exception {
        server.cli("SET", PREFIX + "version", "many");
        assertThat(get(store.version())).isZero();
        assertThat(get(store.open(opening("op")))).isInstanceOf(Opened.Known.class);
        server.cli("DEL", PREFIX + "operations");
        server.cli("SET", PREFIX + "operations", "a text");
        assertThatThrownBy(() -> get(store.operations(0)))
                .cause()
                .hasMessageContaining("refuses: ")
                .hasMessageContaining("WRONGTYPE");
        assertThat(get(store.renew(new Renewal("w", "worker", "[]"))).complete())
                .isTrue();
    }

    @Test
    void nothingIsLeftOfAGroupThatNobodyUses() throws Exception {
        get(store.open(opening("op")));
        get(store.acknowledge("w", Map.of("op", new Counts(1, 1, 1, 0, 0))));
        get(store.renew(new Renewal("w", "worker", "[]")));
        for (String key : server.cli("KEYS", "*").split("\n", -1)) {
            assertThat(key).startsWith(PREFIX);
            assertThat(Long.parseLong(server.cli("PTTL", key))).as(key).isPositive();
        }
    }

    @Test
    void itsThreadsEndWithIt() throws Exception {
        get(store.version());
        List<Thread> threads = fleetThreads();
        assertThat(threads).isNotEmpty().allMatch(Thread::isDaemon);
        store.close();
        await("the end of the threads")
                .atMost(Duration.ofSeconds(30))
                .until(() -> fleetThreads().isEmpty());
        assertThatThrownBy(() -> get(store.version())).cause().hasMessage("the fleet's store is closed");
    }

    private static List<Thread> fleetThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("millwright-fleet")
                        || thread.getName().startsWith("lettuce"))
                .toList();
    }
}
