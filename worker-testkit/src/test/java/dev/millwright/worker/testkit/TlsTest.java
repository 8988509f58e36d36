package dev.millwright.worker.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest extends ServerTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @SuppressWarnings("NullAway.Init")
    private static SSLContext context;

    @BeforeAll
    static void makeAKey(@TempDir Path directory) throws Exception {
        Path store = directory.resolve("server.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .inheritIO()
                .start();
        assertThat(keytool.waitFor(1, TimeUnit.MINUTES)).isTrue();
        context = context(store);
    }

    private static SSLContext context(Path file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private RawClient connect() throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", server.port());
        return keep(new RawClient(socket));
    }

    @Test
    void speaksTls() throws IOException {
        start(builder -> builder.tls(context));
        RawClient client = connect();

        assertThat(server.url()).isEqualTo("tcp+tls://127.0.0.1:" + server.port());
        assertThat(client.receive()).isEqualTo("+HI {\"v\":2}");
        assertThat(client.call("HELLO " + RawClient.hello("w"))).isEqualTo("+OK");
        String jid = server.push("t");
        assertThat(client.call("FETCH default")).contains(jid);
        assertThat(client.call("ACK {\"jid\":\"" + jid + "\"}")).isEqualTo("+OK");
        assertThat(client.send("END").receiveRest()).isEmpty();
    }

    @Test
    void closesOnClientsThatDoNotSpeakTls() {
        start(builder -> builder.tls(context));
        RawClient client = keep(RawClient.connect(server));

        client.send("HELLO {}");

        assertThat(client.receiveRest()).doesNotContain("HI");
        assertThat(server.connections()).isZero();
    }

    @Test
    void keepsJobsOfLostFetchesOverTlsToo() throws IOException {
        start(builder -> builder.tls(context).keepJobsOfLostFetches());
        RawClient client = connect();
        client.receive();
        client.call("HELLO " + RawClient.hello("w"));
        sendBlockingFetch(client, "default");

        String jid = server.push("t");

        assertThat(client.receive()).contains(jid);
        sendBlockingFetch(client, "default");
        client.close();
        server.push("t");
        server.await(
                "the job back in its queue",
                s -> s.working().size() == 1 && s.queue("default").size() == 1);
    }
}
