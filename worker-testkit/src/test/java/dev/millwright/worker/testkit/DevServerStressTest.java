package dev.millwright.worker.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millwright.testtools.Stress;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that goes down and up and is closed while clients come and go. */
@Timeout(120)
class DevServerStressTest {
    private static final int CYCLES = 120;

    private record Served(DevServer server, RawClient client) {
        static Served start() {
            DevServer server =
                    DevServer.builder().fetchWait(Duration.ofMillis(5)).start();
            return new Served(server, RawClient.worker(server, "w"));
        }

        /** Until it is cut off, which it may be anywhere, but it must not be left alone. */
        void fetch() {
            try (client) {
                client.call("PUSH {\"jid\":\"12345678\",\"jobtype\":\"noop\",\"args\":[]}");
                client.send("FETCH default");
                client.receiveRest();
            } catch (UncheckedIOException e) {
                assertThat(e.getCause()).isNotInstanceOf(SocketTimeoutException.class);
            }
        }

        /** Reads nothing: Linux can leave who connects at the moment in which a port is closed without an answer. */
        void connect() {
            RawClient.connect(server).close();
        }

        void look() {
            server.push("noop");
            server.queueSizes();
            server.working();
            server.workers();
            server.commands();
            server.endFetches();
        }

        void assertClosed() {
            assertThatThrownBy(() -> RawClient.connect(server)).hasCauseInstanceOf(ConnectException.class);
            assertThatThrownBy(server::restart).isInstanceOf(IllegalStateException.class);
            assertThat(server.connections()).isZero();
        }
    }

    @Test
    void upsAndDownsThatMeet() throws Exception {
        // Another process can take the port while nobody has it.
        Class<?>[] notAgain = {IllegalStateException.class, UncheckedIOException.class};
        Stress.of(Served::start)
                .call("crash", it -> it.server().crash())
                .call("restart", it -> it.server().restart(), notAgain)
                .call("refuse", it -> it.server().refuseConnections())
                .call("accept", it -> it.server().acceptConnections(), notAgain)
                .call("disconnect", it -> it.server().disconnectAll())
                .call("shut down", it -> it.server().shutDown())
                .call("close", it -> it.server().close())
                .call("close, too", it -> it.server().close())
                .call("fetch", Served::fetch)
                .call("connect", Served::connect, UncheckedIOException.class)
                .call("connect, too", Served::connect, UncheckedIOException.class)
                .call("look", Served::look)
                .end(it -> it.server().close())
                .check(Served::assertClosed)
                .leavesNoThread("faktory-dev-server")
                .run(CYCLES);
    }
}
