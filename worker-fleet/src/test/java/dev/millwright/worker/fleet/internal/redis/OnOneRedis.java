package dev.millwright.worker.fleet.internal.redis;

import dev.millwright.testtools.OnRedis;
import dev.millwright.testtools.RedisServer;
import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.fleet.FleetAddress;
import dev.millwright.worker.fleet.internal.store.FleetStore;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;

/** A Redis of the test's own, and the store of group g in it. */
@OnRedis
abstract class OnOneRedis {
    static final String PREFIX = "millwright:{g}:";

    final RedisServer server = RedisServer.start();
    final FleetStore store = new RedisFleetStore(address(), "g", WorkerClock.system());

    FleetAddress address() {
        return FleetAddress.parse(server.url());
    }

    @AfterEach
    void close() {
        store.close();
        server.close();
    }

    static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
    }
}
