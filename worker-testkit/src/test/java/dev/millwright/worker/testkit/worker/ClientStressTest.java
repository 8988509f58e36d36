package dev.millwright.worker.testkit.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.testtools.Stress;
import dev.millwright.worker.FaktoryBulkException;
import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.FaktoryConnectionException;
import dev.millwright.worker.Job;
import dev.millwright.worker.testkit.DevServer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client that is closed while others push with it. */
@Timeout(120)
class ClientStressTest {
    private static final int CYCLES = 150;
    private static final int PUSHES = 20;

    private final DevServer server = DevServer.start();
    private final AtomicInteger tried = new AtomicInteger();
    private final AtomicInteger pushed = new AtomicInteger();

    @AfterEach
    void close() {
        server.close();
    }

    private void push(FaktoryClient client) {
        for (int i = 0; i < PUSHES; i++) {
            tried.incrementAndGet();
            client.push(Job.of("noop"));
            pushed.incrementAndGet();
        }
    }

    private void pushBulk(FaktoryClient client) {
        tried.addAndGet(2);
        client.pushBulk(List.of(Job.of("noop"), Job.of("noop")));
        pushed.addAndGet(2);
    }

    private void assertEachPushIsTrue() {
        assertThat(server.queueSizes().getOrDefault("default", 0)).isBetween(pushed.get(), tried.get());
    }

    private Stress<FaktoryClient> stress() {
        Class<?>[] over = {IllegalStateException.class, FaktoryConnectionException.class};
        return Stress.of(() -> FaktoryClient.connect(server.address()))
                .call("push", this::push, over)
                .call("push, too", this::push, over)
                .call("push many", this::pushBulk, over[0], over[1], FaktoryBulkException.class)
                .call("info", FaktoryClient::info, over)
                .call("close", FaktoryClient::close)
                .end(FaktoryClient::close)
                .check(client -> assertEachPushIsTrue())
                .leavesNoThread("millwright", "faktory-dev-server-" + server.port() + "-");
    }

    @Test
    void closesAndPushesThatMeet() throws Exception {
        stress().call("close, too", FaktoryClient::close).run(CYCLES);
    }

    @Test
    void closesAndPushesOverConnectionsThatBreak() throws Exception {
        stress().call("break", client -> server.disconnectAll()).run(CYCLES);
    }
}
