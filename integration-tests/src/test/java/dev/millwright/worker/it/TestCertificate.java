package dev.millwright.worker.it;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.TrustManagerFactory;

/** A server certificate, and the authority made for it alone that has signed it. Immutable. */
record TestCertificate(X509Bundle bundle) {
    /** For a server that is reached under this DNS name. */
    static TestCertificate forHost(String name) {
        try {
            X509Bundle authority = new CertificateBuilder()
                    .ecp256()
                    .subject("CN=Millwright test CA")
                    .setIsCertificateAuthority(true)
                    .buildSelfSigned();
            return new TestCertificate(new CertificateBuilder()
                    .ecp256()
                    .subject("CN=" + name)
                    .addSanDnsName(name)
                    .buildIssuedBy(authority));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Writes the two files that make a Faktory server use TLS when it finds them in its config directory. */
    void writeForServer(Path directory) throws IOException {
        Files.writeString(directory.resolve("private.key.pem"), bundle.getPrivateKeyPEM());
        Files.writeString(directory.resolve("public.cert.pem"), bundle.getCertificatePEM());
    }

    /** Writes the authority's certificate as PEM, the form that a CA file option takes. */
    Path writeAuthority(Path file) {
        try {
            return Files.writeString(file, bundle.getRootCertificatePEM());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Trusts the authority and nobody else. */
    TrustManagerFactory trust() {
        return bundle.toTrustManagerFactory();
    }
}
