package dev.millwright.worker.fleet.internal.redis;

import dev.millwright.worker.fleet.FleetAddress;
import dev.millwright.worker.fleet.FleetAddress.Node;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.protocol.ProtocolVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How Lettuce is set up for an address. Stateless; any thread. */
final class Settings {
    /** For how long a connection, or an answer, is waited for. */
    static final Duration TIMEOUT = Duration.ofSeconds(5);

    /** How many commands may be under way: a worker has a handful, a client that lists all some hundreds. */
    private static final int MAX_COMMANDS = 4_000;

    private static final Duration PROBE = Duration.ofSeconds(5);

    private Settings() {}

    /** Where to connect: one, or several of a cluster. */
    static List<RedisURI> uris(FleetAddress address) {
        List<RedisURI> uris = new ArrayList<>();
        if (address.mode() == FleetAddress.Mode.SENTINEL) {
            RedisURI.Builder sentinels = RedisURI.builder();
            for (Node node : address.nodes()) {
                // Sentinels of the same kind of network, but without the password of the primary.
                sentinels.withSentinel(RedisURI.builder()
                        .withHost(node.host())
                        .withPort(node.port())
                        .withSsl(address.tls())
                        .withVerifyPeer(SslVerifyMode.FULL)
                        .withTimeout(TIMEOUT)
                        .build());
            }
            sentinels.withSentinelMasterId(address.sentinelName().orElseThrow());
            uris.add(common(sentinels, address).build());
            return uris;
        }
        for (Node node : address.nodes()) {
            uris.add(common(RedisURI.builder().withHost(node.host()).withPort(node.port()), address)
                    .build());
        }
        return uris;
    }

    private static RedisURI.Builder common(RedisURI.Builder builder, FleetAddress address) {
        builder.withTimeout(TIMEOUT)
                .withDatabase(address.database())
                .withSsl(address.tls())
                .withVerifyPeer(SslVerifyMode.FULL)
                .withClientName("millwright-fleet");
        address.password()
                .ifPresent(password -> address.username()
                        .ifPresentOrElse(
                                username -> builder.withAuthentication(username, password),
                                () -> builder.withPassword(password.toCharArray())));
        return builder;
    }

    static ClientOptions options(FleetAddress address) {
        return common(ClientOptions.builder(), address).build();
    }

    static ClusterClientOptions clusterOptions(FleetAddress address) {
        ClusterClientOptions.Builder builder = ClusterClientOptions.builder()
                .topologyRefreshOptions(ClusterTopologyRefreshOptions.builder()
                        .enablePeriodicRefresh(Duration.ofMinutes(1))
                        .build());
        common(builder, address);
        return builder.build();
    }

    private static ClientOptions.Builder common(ClientOptions.Builder builder, FleetAddress address) {
        builder.autoReconnect(true)
                // What cannot be sent now is said to whoever asked. In a cluster the connection to a node is made for
                // the
                // first command to it, which would be refused: there it waits, with few others and not for long.
                .disconnectedBehavior(
                        address.mode() == FleetAddress.Mode.CLUSTER
                                ? DisconnectedBehavior.DEFAULT
                                : DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(MAX_COMMANDS)
                .timeoutOptions(TimeoutOptions.enabled(TIMEOUT))
                // The older protocol has all that is needed, and proxies understand it.
                .protocolVersion(ProtocolVersion.RESP2)
                .maintNotificationsConfig(MaintNotificationsConfig.disabled())
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(TIMEOUT)
                        .keepAlive(SocketOptions.KeepAliveOptions.builder()
                                .enable()
                                .idle(PROBE.multipliedBy(3))
                                .interval(PROBE)
                                .count(3)
                                .build())
                        .build());
        address.caFile()
                .ifPresent(pem -> builder.sslOptions(SslOptions.builder()
                        .jdkSslProvider()
                        .trustManager(pem.toFile())
                        .build()));
        return builder;
    }
}
