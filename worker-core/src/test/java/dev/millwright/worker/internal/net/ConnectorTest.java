package dev.millwright.worker.internal.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.FaktoryAuthenticationException;
import dev.millwright.worker.FaktoryConnectionException;
import dev.millwright.worker.ServerAddress;
import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.internal.net.loop.IoThread;
import dev.millwright.worker.internal.protocol.Hello;
import dev.millwright.worker.internal.protocol.Reply;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over real sockets. */
class ConnectorTest {
    private static final Hello HELLO = new Hello("box", 42, List.of("java"), "w1");

    private final Transport transport = Transport.create(WorkerClock.system());
    private final IoThread thread = transport.newThread("test-io");

    @AfterEach
    void close() {
        transport.close();
    }

    private CompletableFuture<Connection> connect(ServerAddress address) {
        return new Connector(transport, address, HELLO, WorkerClock.system())
                .connect(thread)
                .toCompletableFuture();
    }

    private Connection connected(ServerAddress address) throws Exception {
        return connect(address).get(20, TimeUnit.SECONDS);
    }

    private Throwable failure(ServerAddress address) throws InterruptedException, TimeoutException {
        try {
            connect(address).get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            return e.getCause();
        }
        throw new AssertionError("connected");
    }

    @Test
    void connectsAndTalks() throws Exception {
        CompletableFuture<String> rest = new CompletableFuture<>();
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            assertThat(peer.accept()).contains("\"wid\":\"w1\"");
            peer.expect("ACK");
            peer.expect("FETCH");
            peer.send("+OK\r\n$3\r\n{}");
            peer.send("!\r\n");
            rest.complete(peer.readToEnd());
        })) {
            Connection connection = connected(server.address());
            RecordedRequest ack = new RecordedRequest("ACK");
            RecordedRequest fetch = new RecordedRequest("FETCH");

            connection.send(List.of(ack, fetch));

            assertThat(ack.reply()).isEqualTo(Reply.Simple.OK);
            assertThat(((Reply.Bulk) fetch.reply()).bytes()).asString().isEqualTo("{}!");
            connection.close();
            assertThat(rest.get(20, TimeUnit.SECONDS)).isEqualTo("END\n");
        }
    }

    @Test
    void completesOnTheThreadOfTheConnection() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            peer.send("+HI {\"v\":2}\r\n");
            peer.expect("HELLO");
            peer.send("+OK\r\n");
            peer.readToEnd();
        })) {
            CompletableFuture<Thread> completed = new CompletableFuture<>();
            // Registered on the thread itself, so that the future cannot be complete already.
            thread.execute(() ->
                    connect(server.address()).thenAccept(connection -> completed.complete(Thread.currentThread())));

            assertThat(completed.get(20, TimeUnit.SECONDS).getName()).isEqualTo("test-io");
        }
    }

    @Test
    void whatIsSentToADeadConnectionOfAClosedTransportIsToldToo() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            peer.accept();
            peer.readToEnd();
        })) {
            Connection connection = connected(server.address());
            RecordedRequest underWay = new RecordedRequest("FETCH");
            connection.send(List.of(underWay));
            transport.close();

            RecordedRequest late = new RecordedRequest("ACK");
            connection.send(List.of(late));

            assertThat(underWay.broken().mayHaveArrived()).isTrue();
            assertThat(late.broken().mayHaveArrived()).isFalse();
            assertThat(failure(server.address())).hasMessageEndingWith("this side is closed");
        }
    }

    @Test
    void nobodyListens() throws Exception {
        int port;
        try (ServerSocket unused = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = unused.getLocalPort();
        }

        assertThat(failure(ServerAddress.parse("tcp://:secret@127.0.0.1:" + port)))
                .isInstanceOf(FaktoryConnectionException.class)
                .hasMessage("cannot reach tcp://127.0.0.1:" + port + ": connection refused");
    }

    @Test
    void anUnknownHost() throws Exception {
        assertThat(failure(ServerAddress.parse("tcp://:secret@no-such-host.invalid:7419")))
                .isInstanceOf(FaktoryConnectionException.class)
                .hasMessage("cannot reach tcp://no-such-host.invalid:7419: unknown host no-such-host.invalid");
    }

    @Test
    void aHostOfSeveralAddressesIsTriedOnEachOfThem() throws Exception {
        // localhost may be ::1 first, where this server does not listen.
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            peer.accept();
            peer.readToEnd();
        })) {
            assertThat(connected(ServerAddress.parse("tcp://localhost:" + server.port()))
                            .isOpen())
                    .isTrue();
        }
    }

    @Test
    void theServersPassword() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            peer.send("+HI {\"v\":2,\"i\":1545,\"s\":\"55104dc76695721d\"}\r\n");
            boolean right =
                    peer.expect("HELLO").contains("6d877f8e5544b1f2598768f817413ab8a357afffa924dedae99eb91472d4ec30");
            peer.send(right ? "+OK\r\n" : "-ERR Invalid password\r\n");
            peer.readToEnd();
        })) {
            assertThat(connected(server.address().withPassword("foobar")).isOpen())
                    .isTrue();
            assertThat(failure(server.address().withPassword("foobaz")))
                    .isInstanceOf(FaktoryAuthenticationException.class)
                    .hasMessage(server.address() + " refused the password");
            assertThat(failure(server.address())).isInstanceOf(FaktoryAuthenticationException.class);
        }
    }

    @Test
    void tlsWithATrustedCertificate(@TempDir Path folder) throws Exception {
        X509Bundle certificate = certificate()
                .addSanDnsName("localhost")
                .addSanIpAddress("127.0.0.1")
                .buildSelfSigned();
        Path pem = Files.writeString(folder.resolve("ca.pem"), certificate.getCertificatePEM());
        try (ScriptedServer server = ScriptedServer.start(sockets(certificate), peer -> {
            peer.accept();
            peer.expect("PUSH");
            peer.send("+OK\r\n");
            peer.readToEnd();
        })) {
            for (String host : List.of("localhost", "127.0.0.1")) {
                Connection connection = connected(tls(host, server).withCaFile(pem));
                RecordedRequest large = new RecordedRequest("PUSH " + "x".repeat(1_000_000));

                connection.send(List.of(large));

                assertThat(large.reply()).isEqualTo(Reply.Simple.OK);
                connection.close();
            }
        }
    }

    private static CertificateBuilder certificate() {
        return new CertificateBuilder().ecp256().subject("CN=test").setIsCertificateAuthority(true);
    }

    /** Makes sockets of a server that shows the certificate. */
    private static ServerSocketFactory sockets(X509Bundle certificate) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(certificate.toKeyManagerFactory().getKeyManagers(), null, null);
        return context.getServerSocketFactory();
    }

    private static ServerAddress tls(String host, ScriptedServer server) {
        return ServerAddress.parse("tcp+tls://:secret@" + host + ":" + server.port());
    }

    @Test
    void tlsWithACertificateThatNobodyTrusts() throws Exception {
        X509Bundle certificate = certificate().addSanDnsName("localhost").buildSelfSigned();
        try (ScriptedServer server = ScriptedServer.start(sockets(certificate), ScriptedServer.Peer::accept)) {
            assertThat(failure(tls("localhost", server)))
                    .isInstanceOf(FaktoryConnectionException.class)
                    .hasMessage("cannot reach tcp+tls://localhost:" + server.port()
                            + ": TLS: its certificate is not trusted; give the file of its CA");
        }
    }

    @Test
    void tlsWithACertificateForSomeoneElse(@TempDir Path folder) throws Exception {
        X509Bundle certificate = certificate().addSanDnsName("example.org").buildSelfSigned();
        Path pem = Files.writeString(folder.resolve("ca.pem"), certificate.getCertificatePEM());
        try (ScriptedServer server = ScriptedServer.start(sockets(certificate), ScriptedServer.Peer::accept)) {
            assertThat(failure(tls("localhost", server).withCaFile(pem)))
                    .isInstanceOf(FaktoryConnectionException.class)
                    .hasMessage("cannot reach tcp+tls://localhost:" + server.port()
                            + ": TLS: its certificate is not for host localhost");
        }
    }

    @Test
    void tlsToAServerThatSpeaksNone() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            peer.send("+HI {\"v\":2}\r\n");
            peer.readToEnd();
        })) {
            assertThat(failure(tls("localhost", server)))
                    .isInstanceOf(FaktoryConnectionException.class)
                    .hasMessage("cannot reach tcp+tls://localhost:" + server.port()
                            + ": it does not speak TLS; if that is right, write tcp://");
        }
    }

    @Test
    void aCaFileThatIsNoUse(@TempDir Path folder) throws Exception {
        Path missing = folder.resolve("missing.pem");
        Path empty = Files.writeString(folder.resolve("empty.pem"), "nothing");
        try (ScriptedServer server = ScriptedServer.start(ScriptedServer.Peer::accept)) {
            assertThat(failure(tls("localhost", server).withCaFile(missing)))
                    .isInstanceOf(FaktoryConnectionException.class)
                    .hasMessageEndingWith("the CA file " + missing + " is no use: it cannot be read");
            assertThat(failure(tls("localhost", server).withCaFile(empty)))
                    .hasMessageEndingWith("the CA file " + empty + " is no use: it holds no certificates in PEM form");
        }
    }

    @Test
    void aTlsServerThatIsCalledWithoutTls(@TempDir Path folder) throws Exception {
        try (ScriptedServer server = ScriptedServer.start(peer -> {
            // A TLS alert, as servers send it to whoever does not begin a handshake.
            peer.send("\u0015\u0003\u0003\u0000\u0002\u0002F");
            peer.readToEnd();
        })) {
            assertThat(failure(server.address()))
                    .hasMessage(server.address() + " is not a Faktory server: it sent"
                            + " \"\\x15\\x03\\x03\\x00\\x02\\x02F\"; if it wants TLS, write tcp+tls://");
        }
    }

    @Test
    void aServerThatHangsUpOnARequest() throws Exception {
        try (ScriptedServer server = ScriptedServer.start(ScriptedServer.Peer::accept)) {
            Connection connection = connected(server.address());
            RecordedRequest request = new RecordedRequest("FETCH");
            connection.send(List.of(request));

            assertThat(request.broken().cause())
                    .isInstanceOf(FaktoryConnectionException.class)
                    .message()
                    .contains(server.address().toString());
        }
    }
}
