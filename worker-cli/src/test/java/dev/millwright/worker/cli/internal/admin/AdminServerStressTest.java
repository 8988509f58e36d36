package dev.millwright.worker.cli.internal.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millwright.testtools.Stress;
import dev.millwright.worker.ServerAddress;
import dev.millwright.worker.Worker;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The HTTP server of a worker, closed while it is asked. */
@Timeout(120)
class AdminServerStressTest {
    private static final int CYCLES = 60;

    private final Worker worker = Worker.builder()
            .server(ServerAddress.parse("tcp://localhost:1"))
            .register("noop", context -> {})
            .build();

    private record Served(AdminServer http, int port) {
        static Served start(Worker worker) throws IOException {
            Measurements measurements = new Measurements();
            measurements.bindTo(worker);
            InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            AdminServer http = AdminServer.open(anyPort, worker, measurements, null, null);
            return new Served(http, URI.create(http.url()).getPort());
        }

        private Socket connect() throws IOException {
            return new Socket(InetAddress.getLoopbackAddress(), port);
        }

        void get(String path) throws IOException {
            try (Socket socket = connect()) {
                socket.setSoTimeout(1_000); // Linux can leave who connects as a port is closed without an answer
                String request = "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
                socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                if (!answer.isEmpty()) {
                    assertThat(answer).matches("(?s)HTTP/1\\.1 (200|503) .*");
                }
            }
        }

        void assertClosed() {
            assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void closesAndRequestsThatMeet() throws Exception {
        Stress.of(() -> Served.start(worker))
                .call("metrics", it -> it.get("/metrics"), IOException.class)
                .call("jobs", it -> it.get("/jobs"), IOException.class)
                .call("ready", it -> it.get("/readyz"), IOException.class)
                .call("live", it -> it.get("/livez"), IOException.class)
                .call("close", it -> it.http().close())
                .call("close, too", it -> it.http().close())
                .end(it -> it.http().close())
                .check(Served::assertClosed)
                .leavesNoThread("millwright-http", "HTTP-Dispatcher")
                .run(CYCLES);
        worker.close();
    }
}
