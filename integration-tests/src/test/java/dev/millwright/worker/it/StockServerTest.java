package dev.millwright.worker.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;

/** The helper itself: what every other test on a real server takes for granted. */
@OnStockServer
class StockServerTest {
    private static final String CONSUMER =
            "{\"v\":2,\"wid\":\"stock-server-test\",\"pid\":1,\"hostname\":\"h\",\"labels\":[]}";
    private static final String JOB = "{\"jid\":\"stock-job-1\",\"jobtype\":\"noop\",\"args\":[1],\"retry\":3}";

    @Test
    void aJobGoesThroughTheServer(StockServer server) {
        try (RawFaktory worker = server.connect()) {
            worker.hello(CONSUMER, null);
            assertThat(worker.command("PUSH " + JOB)).isEqualTo("+OK");

            assertThat(worker.command("FETCH default")).contains("\"jid\":\"stock-job-1\"", "\"args\":[1]");
            assertThat(worker.command("INFO")).contains("\"working\":1");

            assertThat(worker.command("ACK {\"jid\":\"stock-job-1\"}")).isEqualTo("+OK");
            assertThat(worker.command("INFO")).contains("\"working\":0", "\"total_processed\":1");
        }
    }

    @Test
    void anEmptyQueueIsNil(StockServer server) {
        try (RawFaktory worker = server.connect()) {
            worker.hello(CONSUMER, null);
            assertThat(worker.command("FETCH default")).isNull();
        }
    }

    @Test
    void testsStartWithAnEmptyServer(StockServer server) {
        try (RawFaktory client = server.producer()) {
            assertThat(client.command("INFO")).contains("\"total_enqueued\":0", "\"working\":0");
        }
    }

    @Test
    void aPasswordIsAskedFor() {
        try (StockServer server = StockServer.with().password("open sesame").start();
                RawFaktory right = server.connect();
                RawFaktory wrong = server.connect()) {
            assertThat(right.tryHello("{\"v\":2}", "open sesame")).isEqualTo("+OK");
            assertThat(wrong.tryHello("{\"v\":2}", "abracadabra")).isEqualTo("-ERR Invalid password");
            assertThatThrownBy(wrong::read)
                    .isInstanceOf(UncheckedIOException.class)
                    .hasCauseInstanceOf(EOFException.class);
        }
    }

    @Test
    void aKilledServerComesBackWithItsJobs() {
        try (StockServer server = StockServer.start()) {
            try (RawFaktory client = server.producer()) {
                assertThat(client.command("PUSH " + JOB)).isEqualTo("+OK");
                server.kill();
                assertThatThrownBy(() -> client.command("INFO")).isInstanceOf(UncheckedIOException.class);
            }
            server.restart();
            try (RawFaktory worker = server.connect()) {
                worker.hello(CONSUMER, null);
                assertThat(worker.command("FETCH default")).contains("\"jid\":\"stock-job-1\"");
            }
        }
    }

    @Test
    void aPausedRedisHoldsTheAnswerBack() throws Exception {
        try (StockServer server = StockServer.start();
                RawFaktory client = server.producer()) {
            server.pauseRedis();
            client.send("PUSH " + JOB);
            assertThat(client.hasReplyWithin(200)).isFalse();
            server.continueRedis();
            assertThat(client.read()).isEqualTo("+OK");
        }
    }

    @Test
    void closingLeavesNothingBehind() {
        StockServer server = StockServer.start();
        Path directory = server.directory();
        assertThat(directory.resolve("redis.sock")).exists();

        server.close();

        assertThat(Files.exists(directory)).isFalse();
        assertThatThrownBy(server::connect).isInstanceOf(UncheckedIOException.class);
        server.close();
    }

    @Test
    void tlsIsSpokenToThoseWhoTrustTheAuthority() throws Exception {
        TestCertificate certificate = TestCertificate.forHost("localhost");
        try (StockServer server = StockServer.with().tls(certificate).start();
                SSLSocket socket = verifyingSocket(certificate.trust(), server.port());
                RawFaktory client = new RawFaktory(socket)) {
            client.hello("{\"v\":2}", null);
            assertThat(client.command("PUSH " + JOB)).isEqualTo("+OK");
        }
    }

    @Test
    void tlsWithAnotherHostNameIsRefused() throws Exception {
        TestCertificate certificate = TestCertificate.forHost("elsewhere.example");
        try (StockServer server = StockServer.with().tls(certificate).start();
                SSLSocket socket = verifyingSocket(certificate.trust(), server.port())) {
            assertThatThrownBy(socket::startHandshake)
                    .isInstanceOf(SSLHandshakeException.class)
                    .hasMessageContaining("localhost");
        }
    }

    private static SSLSocket verifyingSocket(TrustManagerFactory trust, int port) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("localhost", port);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        return socket;
    }
}
