package dev.millwright.worker.fleet.internal.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.testtools.OnRedis;
import dev.millwright.testtools.RedisServer;
import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.fleet.FleetAddress;
import dev.millwright.worker.fleet.internal.store.FleetStore;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The contract, on a cluster of three. */
@OnRedis
class RedisClusterTest extends RedisFleetStoreContract {
    private static final class Shared {
        static final RedisCluster CLUSTER = new RedisCluster();
    }

    @AfterAll
    static void close() {
        if (RedisServer.absence().isEmpty()) {
            Shared.CLUSTER.close();
        }
    }

    @Override
    protected FleetAddress address() {
        return FleetAddress.parse(Shared.CLUSTER.url());
    }

    @Override
    protected String cli(String... command) {
        return Shared.CLUSTER
                .node()
                .cli(Stream.concat(Stream.of("-c"), Stream.of(command)).toArray(String[]::new));
    }

    /** Whoever hears may do so at any node. */
    @Override
    protected int subscribers() {
        return Shared.CLUSTER.nodes().stream()
                .mapToInt(node -> subscribers(node.cli("PUBSUB", "NUMSUB", channel())))
                .sum();
    }

    @Test
    void aGroupIsOnOneNodeWhicheverThatIs() throws Exception {
        for (String name : List.of("a", "b", "c", "d", "e", "f")) {
            try (FleetStore store = new RedisFleetStore(address(), name, WorkerClock.system())) {
                assertThat(opened(store, "op").id()).isEqualTo("op");
            }
        }
    }

    @Test
    void aNodeThatIsAskedAloneIsNamedAsWhatItIs() {
        for (String name : List.of("a", "b", "c", "d", "e", "f")) {
            FleetAddress alone = FleetAddress.parse(Shared.CLUSTER.node().url());
            try (FleetStore store = new RedisFleetStore(alone, name, WorkerClock.system())) {
                get(store.version());
            } catch (Exception e) {
                assertThat(e.getCause()).hasMessageContaining("put ?mode=cluster behind its URL");
                return;
            }
        }
        throw new AssertionError("all six groups are on one node of three");
    }
}
