package dev.millwright.worker.it;

import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.ServerAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the tests of cancels on the stock server have at hand: a client, a view of the server, what a worker hears. */
@OnStockServer
abstract class CancelsOnStockServer {
    final Events events = new Events();
    ServerAddress address;
    FaktoryClient client;
    ServerView view;

    @BeforeEach
    void connect(StockServer server) {
        address = ServerAddress.parse(server.url());
        client = FaktoryClient.connect(address);
        view = new ServerView(server);
    }

    @AfterEach
    void close() {
        client.close();
        view.close();
    }
}
