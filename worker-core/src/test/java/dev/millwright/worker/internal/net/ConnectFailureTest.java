package dev.millwright.worker.internal.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.millwright.worker.FaktoryConnectionException;
import dev.millwright.worker.FaktoryServerException;
import dev.millwright.worker.ServerAddress;
import io.netty.channel.ChannelException;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What cannot be brought about on a loopback socket; the rest is in {@link ConnectorTest}. */
class ConnectFailureTest {
    private static final ServerAddress ADDRESS = ServerAddress.parse("tcp+tls://:secret@example.org");

    private static String message(Throwable cause) {
        return ConnectFailure.of(ADDRESS, cause).getMessage();
    }

    @Test
    void anExpiredCertificate() {
        SSLHandshakeException refused = new SSLHandshakeException("PKIX path validation failed");
        refused.initCause(new CertPathValidatorException(
                "validity check failed", new CertificateExpiredException("NotAfter: long ago")));

        assertThat(message(new DecoderException(refused)))
                .isEqualTo("cannot reach tcp+tls://example.org:7419: TLS: its certificate has expired");
    }

    @Test
    void tlsWithAnUnderscoreInTheHost() {
        // By which the JDK checks a host before it looks at the certificate. Once this fails, such hosts work with TLS.
        assertThatIllegalArgumentException().isThrownBy(() -> new SNIHostName("my_faktory"));
        SSLHandshakeException refused = new SSLHandshakeException("Illegal given domain name: my_faktory");
        refused.initCause(new CertificateException("Illegal given domain name: my_faktory"));

        assertThat(ConnectFailure.of(ServerAddress.parse("tcp+tls://my_faktory"), new DecoderException(refused)))
                .hasMessage("cannot reach tcp+tls://my_faktory:7419: TLS: Java checks no certificate for a host with an"
                        + " underscore in its name; give it an alias");
    }

    @Test
    void otherTroubleWithTls() {
        assertThat(message(new DecoderException(new SSLException("Received fatal alert: protocol_version"))))
                .isEqualTo("cannot reach tcp+tls://example.org:7419: TLS: Received fatal alert: protocol_version");
    }

    @Test
    void aServerThatDoesNotAnswer() {
        assertThat(message(new ConnectTimeoutException("connection timed out after 5000 ms: example.org/192.0.2.1")))
                .isEqualTo("cannot reach tcp+tls://example.org:7419: no answer within 5 s");
    }

    @Test
    void whatNettySaysAroundTheReasonIsLeftOut() {
        assertThat(message(new ConnectException("finishConnect(..) failed with error(-113): No route to host")))
                .isEqualTo("cannot reach tcp+tls://example.org:7419: no route to host");
        assertThat(ConnectFailure.reason(
                        new IOException("recvAddress(..) failed with error(-104): Connection reset by peer")))
                .isEqualTo("connection reset");
        assertThat(ConnectFailure.reason(new IOException())).isEqualTo("IOException");
    }

    @Test
    void whatIsInTheUsersWordsAlreadyStaysAsItIs() {
        FaktoryServerException told = new FaktoryServerException("ERR", "no");

        assertThat(ConnectFailure.of(ADDRESS, told)).isSameAs(told);
        assertThat(ConnectFailure.of(ADDRESS, new IOException("x"))).isInstanceOf(FaktoryConnectionException.class);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aFaultOfTheProgramIsTold(Throwable fault) {
        assertThat(ConnectFailure.of(ADDRESS, fault))
                .isInstanceOf(ConnectFault.class)
                .hasMessageStartingWith(
                        "cannot connect to tcp+tls://example.org:7419: the fault is in this program or a"
                                + " library of it, not in the server: java.lang.")
                .hasCause(fault);
    }

    static Stream<Throwable> faults() {
        return Stream.of(
                new NoClassDefFoundError("io/netty/Gone"),
                new NoSuchMethodError("void io.netty.Other.gone()"),
                new UnsatisfiedLinkError("no netty_tcnative"),
                new ExceptionInInitializerError(new IllegalStateException("on purpose")),
                new OutOfMemoryError("unable to create native thread"),
                new NullPointerException("on purpose"));
    }

    @Test
    void whatWrapsAFaultIsNoneOfTheServers() {
        SSLException refused = new SSLException("engine", new NoClassDefFoundError("org/bouncycastle/Gone"));
        assertThat(ConnectFailure.of(ADDRESS, new DecoderException(refused))).isInstanceOf(ConnectFault.class);
    }

    @ParameterizedTest
    @MethodSource("troubles")
    void troubleWithTheNetworkIsNoFault(Throwable trouble) {
        assertThat(ConnectFailure.of(ADDRESS, trouble)).isInstanceOf(FaktoryConnectionException.class);
    }

    static Stream<Throwable> troubles() {
        return Stream.of(
                new IOException("Connection reset by peer"),
                new ChannelException("Unable to create Channel", new IOException("Too many open files")),
                new DecoderException(new SSLException("Received fatal alert: internal_error")),
                new UnresolvedAddressException(),
                new CompletionException(new UnknownHostException("example.org")));
    }
}
