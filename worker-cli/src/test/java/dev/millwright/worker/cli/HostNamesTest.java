package dev.millwright.worker.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.testtools.ChildJvm;
import dev.millwright.worker.testkit.DevServer;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Hosts as containers name them: in a process of its own, as the JVM reads a file of hosts once. */
@Timeout(60)
class HostNamesTest {
    private static final String HOST = "my_stack_faktory";

    @TempDir
    private Path directory;

    private record Ended(int exitCode, String output) {}

    private Ended info(String... options) throws Exception {
        Path hosts = Files.writeString(directory.resolve("hosts"), "127.0.0.1 " + HOST + "\n");
        try (ChildJvm program = ChildJvm.of(Main.class)
                .options("--enable-native-access=ALL-UNNAMED", "-Djdk.net.hosts.file=" + hosts)
                .start(Stream.concat(Stream.of("info"), Stream.of(options)).toArray(String[]::new))) {
            return new Ended(program.exitCode(), program.output());
        }
    }

    @Test
    void anUnderscoreInTheHostIsFine() throws Exception {
        try (DevServer server = DevServer.builder().password("p@ss").start()) {
            Ended ended = info("--server", "tcp://:p@ss@" + HOST + ":" + server.port());

            assertThat(ended.output()).contains(HOST);
            assertThat(ended.exitCode()).isZero();
        }
    }

    @Test
    void butNotWithTls() throws Exception {
        X509Bundle certificate = new CertificateBuilder()
                .ecp256()
                .subject("CN=" + HOST)
                .addSanDnsName("localhost")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(certificate.toKeyManagerFactory().getKeyManagers(), null, null);
        Path authority = Files.writeString(directory.resolve("ca.pem"), certificate.getCertificatePEM());
        try (DevServer server = DevServer.builder().tls(tls).start()) {
            Ended ended =
                    info("--server", "tcp+tls://" + HOST + ":" + server.port(), "--ca-file", authority.toString());

            assertThat(ended.output())
                    .contains("Java checks no certificate for a host with an underscore in its name; give it an alias");
            assertThat(ended.exitCode()).isEqualTo(3);
        }
    }
}
