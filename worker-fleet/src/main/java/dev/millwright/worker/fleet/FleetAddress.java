package dev.millwright.worker.fleet;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where a fleet's store is, a Redis of 7.0 or later or a Valkey, and how to reach it. Written as
 * {@code redis://user:password@host:port/database}, or with {@code rediss://} for TLS with hostname verification.
 * {@code ?mode=cluster} behind it is for a cluster, {@code ?sentinel=NAME} for a primary that Sentinels know by that
 * name; both may name several hosts, with commas between. Immutable. {@link #toString()} does not show the password.
 */
public final class FleetAddress {
    /** Redis' port. */
    public static final int DEFAULT_PORT = 6379;

    /** Sentinel's port. */
    public static final int DEFAULT_SENTINEL_PORT = 26379;

    /** How the store is spread over servers. */
    public enum Mode {
        /** One server, or something in front of several that looks like one. */
        STANDALONE,
        /** A Redis Cluster; the hosts are some of its nodes. */
        CLUSTER,
        /** A primary with replicas; the hosts are Sentinels. */
        SENTINEL
    }

    /**
     * A host with its port.
     *
     * @param host a name or an IP address, without brackets
     * @param port from 1 to 65535
     */
    public record Node(String host, int port) {
        @Override
        public String toString() {
            return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        }
    }

    private final Mode mode;
    private final List<Node> nodes;
    private final boolean tls;
    private final String username;
    private final String password;
    private final int database;
    private final String sentinelName;
    private final @Nullable Path caFile;

    FleetAddress(
            Mode mode,
            List<Node> nodes,
            boolean tls,
            String username,
            String password,
            int database,
            String sentinelName,
            @Nullable Path caFile) {
        this.mode = mode;
        this.nodes = List.copyOf(nodes);
        this.tls = tls;
        this.username = username;
        this.password = password;
        this.database = database;
        this.sentinelName = sentinelName;
        this.caFile = caFile;
    }

    /**
     * Reads an address. In a password {@code /}, {@code ?}, {@code #}, {@code %} and white space must be
     * percent-escaped; {@code @} and {@code :} may be.
     *
     * @param url for instance {@code redis://redis.example}, {@code rediss://fleet:secret@redis.example:6380/2} or
     *     {@code redis://a:7000,b:7000?mode=cluster}; white space around it is ignored
     * @return the address
     * @throws IllegalArgumentException with one line that names the mistake, never the password
     */
    public static FleetAddress parse(String url) {
        return FleetUrl.parse(url);
    }

    /**
     * This address, trusting the certificates in a file instead of the JVM's own.
     *
     * @param pem a file with one or more CA certificates in PEM form
     * @return a new address
     */
    public FleetAddress withCaFile(Path pem) {
        Objects.requireNonNull(pem, "pem");
        return new FleetAddress(mode, nodes, tls, username, password, database, sentinelName, pem);
    }

    /**
     * This address with another password.
     *
     * @param value the password itself, with nothing escaped; empty for none
     * @return a new address
     */
    public FleetAddress withPassword(String value) {
        Objects.requireNonNull(value, "password");
        return new FleetAddress(mode, nodes, tls, username, value, database, sentinelName, caFile);
    }

    /**
     * How the store is spread.
     *
     * @return standalone unless the URL says otherwise
     */
    public Mode mode() {
        return mode;
    }

    /**
     * The hosts to begin with.
     *
     * @return one, or several of a cluster or of Sentinels
     */
    public List<Node> nodes() {
        return nodes;
    }

    /**
     * Whether to speak TLS.
     *
     * @return true for {@code rediss://}
     */
    public boolean tls() {
        return tls;
    }

    /**
     * The ACL user.
     *
     * @return empty for Redis' default user
     */
    public Optional<String> username() {
        return username.isEmpty() ? Optional.empty() : Optional.of(username);
    }

    /**
     * The password. Never log it.
     *
     * @return empty if there is none
     */
    public Optional<String> password() {
        return password.isEmpty() ? Optional.empty() : Optional.of(password);
    }

    /**
     * The number of the database.
     *
     * @return 0 unless the URL names another
     */
    public int database() {
        return database;
    }

    /**
     * The name under which Sentinels know the primary.
     *
     * @return empty unless the mode is {@link Mode#SENTINEL}
     */
    public Optional<String> sentinelName() {
        return sentinelName.isEmpty() ? Optional.empty() : Optional.of(sentinelName);
    }

    /**
     * The file of the CA certificates to trust.
     *
     * @return empty for the JVM's own
     */
    public Optional<Path> caFile() {
        return Optional.ofNullable(caFile);
    }

    /** Scheme, hosts and database; no user and no password. */
    @Override
    public String toString() {
        String hosts = nodes.stream().map(Node::toString).collect(Collectors.joining(","));
        String shown = (tls ? "rediss://" : "redis://") + hosts + (database == 0 ? "" : "/" + database);
        return switch (mode) {
            case STANDALONE -> shown;
            case CLUSTER -> shown + "?mode=cluster";
            case SENTINEL -> shown + "?sentinel=" + sentinelName;
        };
    }
}
