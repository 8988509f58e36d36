package dev.millwright.worker.it.chaos;

import dev.millwright.worker.it.OnStockServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The delivery contract on the stock server, behind a bad network and with a server that is killed. */
@OnStockServer
class StockServerChaosTest {
    @Test
    @Timeout(value = 24, unit = java.util.concurrent.TimeUnit.HOURS)
    void holdsToTheContract() throws InterruptedException {
        Settings settings = Settings.get();
        try (Arena arena = new StockArena()) {
            new Chaos("stock", arena, settings.seed()).run(settings.duration());
        }
    }
}
