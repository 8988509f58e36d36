package dev.millwright.worker.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

class TlsTest extends ServerTest {
    private final SSLContext context = context();

    private static SSLContext context() {
        try {
            X509Bundle certificate = new CertificateBuilder()
                    .ecp256()
                    .subject("CN=test")
                    .addSanIpAddress("127.0.0.1")
                    .setIsCertificateAuthority(true)
                    .buildSelfSigned();
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    certificate.toKeyManagerFactory().getKeyManagers(),
                    certificate.toTrustManagerFactory().getTrustManagers(),
                    null);
            return context;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
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
