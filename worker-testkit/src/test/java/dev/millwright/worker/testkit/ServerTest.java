package dev.millwright.worker.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;

/** A server with a clock that the test moves, and clients that are closed after the test. */
abstract class ServerTest {
    final ManualClock clock = new ManualClock();
    private final List<AutoCloseable> opened = new ArrayList<>();
    DevServer server = start(builder -> builder);

    /** Replaces the server by one with other settings. */
    DevServer start(UnaryOperator<DevServerBuilder> settings) {
        server = keep(settings.apply(DevServer.builder().clock(clock)).start());
        return server;
    }

    <T extends AutoCloseable> T keep(T resource) {
        opened.add(resource);
        return resource;
    }

    RawClient producer() {
        return keep(RawClient.producer(server));
    }

    RawClient worker(String wid) {
        return keep(RawClient.worker(server, wid));
    }

    /** Sends a FETCH and returns once the server is waiting for a job. */
    void sendBlockingFetch(RawClient client, String... queues) {
        int before = server.blockedFetches();
        client.send("FETCH " + String.join(" ", queues));
        server.await("a blocked FETCH", s -> s.blockedFetches() == before + 1);
    }

    static String job(String jid, String more) {
        return "{\"jid\":\"" + jid + "\",\"jobtype\":\"t\",\"args\":[]" + (more.isEmpty() ? "" : "," + more) + "}";
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable resource : opened) {
            resource.close();
        }
    }
}
