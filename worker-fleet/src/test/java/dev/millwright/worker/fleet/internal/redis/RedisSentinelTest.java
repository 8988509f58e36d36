package dev.millwright.worker.fleet.internal.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millwright.testtools.OnRedis;
import dev.millwright.testtools.RedisServer;
import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.fleet.FleetAddress;
import dev.millwright.worker.fleet.internal.store.FleetStore;
import dev.millwright.worker.fleet.internal.store.Opened;
import dev.millwright.worker.fleet.internal.store.Opening;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A primary whose place its replica takes. */
@OnRedis
class RedisSentinelTest {
    @TempDir
    Path directory;

    @Test
    void followsAFailover() throws Exception {
        int sentinelPort = RedisServer.freePort();
        try (RedisServer primary = RedisServer.start();
                RedisServer replica = RedisServer.start("--replicaof", "127.0.0.1 " + primary.port())) {
            Path config = Files.writeString(
                    directory.resolve("sentinel.conf"),
                    "port " + sentinelPort + "\nbind 127.0.0.1\nsentinel monitor main 127.0.0.1 " + primary.port()
                            + " 1\nsentinel down-after-milliseconds main 500\nsentinel failover-timeout main 5000\n");
            Process sentinel = new ProcessBuilder(
                            String.valueOf(RedisServer.executable("redis-server")), config.toString(), "--sentinel")
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("sentinel.log").toFile())
                    .start();
            FleetAddress address = FleetAddress.parse("redis://127.0.0.1:" + sentinelPort + "?sentinel=main");
            try (FleetStore store = new RedisFleetStore(address, "g", WorkerClock.system())) {
                open(store, "before");
                await("the replica is known to the sentinel")
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> Files.readString(directory.resolve("sentinel.log"))
                                .contains("+slave slave 127.0.0.1:" + replica.port()));
                await("the replica has it")
                        .atMost(Duration.ofSeconds(60))
                        .until(() ->
                                replica.cli("HLEN", new Keys("g").operations()).equals("1"));

                primary.kill();

                open(store, "after");
                assertThat(replica.cli("HLEN", new Keys("g").operations())).isEqualTo("2");
            } finally {
                sentinel.destroyForcibly().onExit().join();
            }
        }
    }

    private static void open(FleetStore store, String id) {
        await(id)
                .atMost(Duration.ofSeconds(90))
                .ignoreExceptions()
                .until(() -> store.open(new Opening(id, "s", "d", Duration.ZERO, Duration.ofHours(1)))
                                .toCompletableFuture()
                                .get(30, TimeUnit.SECONDS)
                        instanceof Opened.Known);
    }
}
