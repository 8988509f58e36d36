package dev.millwright.worker.cli.internal;

import dev.millwright.worker.fleet.Fleet;
import dev.millwright.worker.fleet.FleetAddress;
import dev.millwright.worker.fleet.FleetClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/**
 * Which group, and where its store is. Without a URL no class of the store's client is loaded. Confined to the calling
 * thread.
 */
final class FleetOptions {
    /** One group is enough for most, and a name is asked for by every key of the store. */
    private static final String GROUP = "default";

    @Option(
            names = "--fleet",
            paramLabel = "URL",
            scope = ScopeType.INHERIT,
            description = "The store of a group of workers that know of each other, a Redis or Valkey:"
                    + " redis://user:password@host:port, or rediss://… for TLS. Default: none.")
    private @Nullable String url;

    @Option(
            names = "--group",
            paramLabel = "NAME",
            scope = ScopeType.INHERIT,
            description = "The name of the group. Default: default.")
    private @Nullable String group;

    @Option(
            names = "--fleet-ca-file",
            paramLabel = "PEM",
            scope = ScopeType.INHERIT,
            description =
                    "Certificates of the authorities to trust with TLS to the group's store. Default: those of the JVM.")
    private @Nullable Path caFile;

    String group() {
        return group == null ? GROUP : group;
    }

    /** "group default at redis://redis.example:6379". */
    String inWords() {
        return "group " + group() + " at " + requiredAddress();
    }

    /** For a command that is about a group. */
    FleetAddress requiredAddress() {
        if (url == null) {
            throw new UsageException("say where the group's store is: --fleet redis://HOST:6379, or the variable "
                    + EnvironmentDefaults.variable("--fleet"));
        }
        return parsed(url);
    }

    /** For a worker, which may be in none. */
    Optional<FleetAddress> address() {
        if (url == null) {
            if (group != null) {
                throw new UsageException("--group", "is of no use without --fleet");
            }
            if (caFile != null) {
                throw new UsageException("--fleet-ca-file", "is of no use without --fleet");
            }
            return Optional.empty();
        }
        return Optional.of(parsed(url));
    }

    private FleetAddress parsed(String text) {
        FleetAddress address = UsageException.blaming("--fleet", () -> FleetAddress.parse(text));
        if (caFile == null) {
            return address;
        }
        if (!Files.isReadable(caFile)) {
            throw new UsageException("--fleet-ca-file", "cannot read " + caFile + ": give a readable PEM file");
        }
        return address.withCaFile(caFile);
    }

    /**
     * A worker's membership.
     *
     * @param version of its program; empty if nobody has said
     */
    Optional<Fleet> membership(String version) {
        return address()
                .map(address -> UsageException.blaming(
                        "--group", () -> Fleet.of(address, group()).withVersion(version)));
    }

    FleetClient connect() {
        FleetAddress address = requiredAddress();
        return UsageException.blaming("--group", () -> FleetClient.connect(address, group()));
    }
}
