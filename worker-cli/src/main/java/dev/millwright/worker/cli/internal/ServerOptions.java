package dev.millwright.worker.cli.internal;

import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.ServerAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Where the server is; for every command that talks to one. */
final class ServerOptions {
    @Option(
            names = {"-s", "--server"},
            paramLabel = "URL",
            scope = ScopeType.INHERIT, // so that it counts wherever it stands: queues -s URL pause NAME
            description = {
                "Where the server is: tcp://:password@host:port, or tcp+tls://… for TLS.",
                "Default: the variable that FAKTORY_PROVIDER names, else FAKTORY_URL,",
                "else tcp://localhost:7419." // a line of its own: it would be broken after the colon
            })
    private @Nullable String server;

    @Option(
            names = "--ca-file",
            paramLabel = "PEM",
            scope = ScopeType.INHERIT,
            description = "Certificates of the authorities to trust with TLS. Default: those of the JVM.")
    private @Nullable Path caFile;

    private final Function<String, @Nullable String> environment;

    ServerOptions(Function<String, @Nullable String> environment) {
        this.environment = environment;
    }

    ServerAddress address() {
        ServerAddress address = server == null ? ServerAddress.fromEnvironment(environment) : parse(server);
        if (caFile == null) {
            return address;
        }
        if (!Files.isReadable(caFile)) {
            throw new UsageException("--ca-file", "cannot read " + caFile + ": give a readable PEM file");
        }
        return address.withCaFile(caFile);
    }

    private static ServerAddress parse(String url) {
        try {
            return ServerAddress.parse(url);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--server", e.getMessage());
        }
    }

    FaktoryClient connect() {
        return FaktoryClient.connect(address());
    }
}
