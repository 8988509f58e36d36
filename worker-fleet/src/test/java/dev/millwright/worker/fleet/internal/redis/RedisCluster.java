package dev.millwright.worker.fleet.internal.redis;

import dev.millwright.testtools.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/** Three nodes without replicas, on the loopback. Owns them until {@link #close()}. For one thread at a time. */
final class RedisCluster implements AutoCloseable {
    private final List<RedisServer> nodes;

    RedisCluster() {
        nodes = IntStream.range(0, 3)
                .mapToObj(i -> RedisServer.start("--cluster-enabled", "yes"))
                .toList();
        List<String> command =
                new ArrayList<>(List.of(String.valueOf(RedisServer.executable("redis-cli")), "--cluster", "create"));
        nodes.forEach(node -> command.add("127.0.0.1:" + node.port()));
        command.add("--cluster-yes");
        RedisServer.output(command);
        // Each node learns of the others by itself.
        nodes.forEach(node -> Awaitility.await("a cluster that works")
                .atMost(Duration.ofSeconds(60))
                .until(() -> node.cli("CLUSTER", "INFO").contains("cluster_slots_ok:16384")
                        && node.cli("CLUSTER", "INFO").contains("cluster_state:ok")));
    }

    /** Its first node; a {@code -c} before the command follows the slots. */
    RedisServer node() {
        return nodes.get(0);
    }

    String url() {
        return "redis://"
                + nodes.stream().map(node -> "127.0.0.1:" + node.port()).collect(Collectors.joining(","))
                + "?mode=cluster";
    }

    List<RedisServer> nodes() {
        return nodes;
    }

    @Override
    public void close() {
        nodes.forEach(RedisServer::close);
    }
}
