package dev.millwright.worker.internal.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.FaktoryConnectionException;
import dev.millwright.worker.internal.net.ScriptedServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many callers wait on one connection, and it ends: each is told the real cause. */
@Timeout(60)
class BrokenConnectionTest {
    private static final int CALLERS = 5;
    private static final Duration GENEROUS = Duration.ofSeconds(30);

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void close() {
        threads.shutdownNow();
    }

    /** What the server does once all callers have sent their command. */
    private interface End {
        void come(ScriptedServer.Peer peer) throws IOException;
    }

    private List<FaktoryConnectionException> told(Duration timeout, End end) throws Exception {
        try (ScriptedServer server = ScriptedServer.start(peer -> {
                    peer.accept();
                    for (int i = 0; i < CALLERS; i++) {
                        peer.expect("FLUSH");
                    }
                    end.come(peer);
                });
                FaktoryClient client = NettyFaktoryClient.open(server.address(), timeout)) {
            List<Future<FaktoryConnectionException>> callers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                callers.add(
                        threads.submit(() -> catchThrowableOfType(FaktoryConnectionException.class, client::flush)));
            }
            List<FaktoryConnectionException> told = new ArrayList<>();
            for (Future<FaktoryConnectionException> caller : callers) {
                told.add(caller.get(40, TimeUnit.SECONDS));
            }
            assertThat(told).doesNotHaveDuplicates();
            return told;
        }
    }

    @Test
    void theServerHangsUp() throws Exception {
        assertThat(told(GENEROUS, peer -> {}))
                .allSatisfy(e -> assertThat(e).hasMessageEndingWith("closed the connection"))
                .allSatisfy(e -> assertThat(e.mayHaveArrived()).isTrue());
    }

    @Test
    void itSendsWhatIsNoReply() throws Exception {
        assertThat(told(GENEROUS, peer -> {
                    peer.send("what?\r\n");
                    peer.readToEnd();
                }))
                .allSatisfy(e -> assertThat(e).hasMessageContaining("sent what is not a Faktory reply"));
    }

    @Test
    void itSendsAnotherReplyThanOneOfThemExpected() throws Exception {
        assertThat(told(GENEROUS, peer -> {
                    peer.send(":1\r\n");
                    peer.readToEnd();
                }))
                .allSatisfy(e -> assertThat(e).hasMessageContaining("sent another reply than the expected +OK"));
    }

    @Test
    void itDoesNotAnswerOneOfThemInTime() throws Exception {
        assertThat(told(Duration.ofMillis(500), ScriptedServer.Peer::readToEnd))
                .allSatisfy(e -> assertThat(e).hasMessageContaining("has not answered within 500 ms"));
    }
}
