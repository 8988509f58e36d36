package dev.millwright.worker.internal.net;

import dev.millwright.worker.FaktoryConnectionException;
import dev.millwright.worker.ServerAddress;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Sets up TLS for one connection. Stateless; any thread. */
final class Tls {
    private Tls() {}

    /**
     * What checks the certificate's chain and host. The CA file is read each time, so that a renewed one
     * counts from the next connection on.
     */
    static SslContext context(ServerAddress address) {
        SslContextBuilder context =
                SslContextBuilder.forClient().sslProvider(SslProvider.JDK).endpointIdentificationAlgorithm("HTTPS");
        Path caFile = address.caFile().orElse(null);
        try {
            if (caFile != null) {
                if (!Files.isReadable(caFile)) {
                    throw unusable(address, caFile, "it cannot be read", null);
                }
                context.trustManager(caFile.toFile());
            }
            return context.build();
        } catch (SSLException | IllegalArgumentException e) {
            if (caFile == null) {
                throw new FaktoryConnectionException("cannot set up TLS for " + address + ": " + e.getMessage(), e);
            }
            throw unusable(address, caFile, "it holds no certificates in PEM form", e);
        }
    }

    private static FaktoryConnectionException unusable(
            ServerAddress address, Path caFile, String why, @Nullable Throwable cause) {
        return new FaktoryConnectionException(
                "cannot reach " + address + ": the CA file " + caFile + " is no use: " + why, cause);
    }
}
