package dev.millwright.worker.fleet.internal.redis;

import dev.millwright.testtools.OnRedis;
import dev.millwright.testtools.RedisServer;
import dev.millwright.worker.fleet.FleetAddress;
import org.junit.jupiter.api.AfterAll;

/** The contract, on one Redis. */
@OnRedis
class RedisFleetStoreTest extends RedisFleetStoreContract {
    private static final class Shared {
        static final RedisServer SERVER = RedisServer.start();
    }

    @AfterAll
    static void close() {
        if (RedisServer.absence().isEmpty()) {
            Shared.SERVER.close();
        }
    }

    @Override
    protected FleetAddress address() {
        return FleetAddress.parse(Shared.SERVER.url());
    }

    @Override
    protected String cli(String... command) {
        return Shared.SERVER.cli(command);
    }
}
