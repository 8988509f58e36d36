package dev.millwright.worker.fleet.internal.redis;

import dev.millwright.worker.fleet.FleetAddress;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import io.netty.util.HashedWheelTimer;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Lettuce's client for one address, and the threads that it works with, all daemons named {@code millwright-fleet}. Makes
 * connections and does not keep them. Any thread; making one takes some tenths of a second, as it loads Lettuce.
 */
final class LettuceClient implements AutoCloseable {
    private static final Duration FIRST_RETRY = Duration.ofMillis(100);
    private static final Duration LAST_RETRY = Duration.ofSeconds(2);

    /** What Lettuce makes of any smaller number, with a line in the log. */
    private static final int LEAST_THREADS = 2;

    private static final long CLOSE_LIMIT_MILLIS = 1_000;

    /** A connection with what is asked over it. */
    record Session(StatefulConnection<String, String> connection, RedisClusterAsyncCommands<String, String> commands) {}

    private final ThreadFactory threads = new DefaultThreadFactory("millwright-fleet", true);
    private final HashedWheelTimer timer = new HashedWheelTimer(threads);
    private final ClientResources resources;
    private final AbstractRedisClient client;
    private final List<RedisURI> uris;

    LettuceClient(FleetAddress address) {
        resources = DefaultClientResources.builder()
                .ioThreadPoolSize(LEAST_THREADS)
                .computationThreadPoolSize(LEAST_THREADS)
                .threadFactoryProvider(pool -> threads)
                .timer(timer)
                .commandLatencyRecorder(CommandLatencyRecorder.disabled())
                .reconnectDelay(Delay.fullJitter(FIRST_RETRY, LAST_RETRY, 1, TimeUnit.MILLISECONDS))
                .build();
        uris = Settings.uris(address);
        if (address.mode() == FleetAddress.Mode.CLUSTER) {
            RedisClusterClient cluster = RedisClusterClient.create(resources, uris);
            cluster.setOptions(Settings.clusterOptions(address));
            client = cluster;
        } else {
            RedisClient single = RedisClient.create(resources);
            single.setOptions(Settings.options(address));
            client = single;
        }
    }

    /** A connection for commands; Lettuce mends it when it breaks. */
    CompletionStage<Session> connect() {
        if (client instanceof RedisClusterClient cluster) {
            return cluster.refreshPartitionsAsync()
                    .thenCompose(known -> cluster.connectAsync(StringCodec.UTF8))
                    .thenApply(connection -> new Session(connection, connection.async()));
        }
        return ((RedisClient) client)
                .connectAsync(StringCodec.UTF8, uris.get(0))
                .thenApply(connection -> new Session(connection, connection.async()));
    }

    /** A connection that hears; after {@link #connect} only, as that finds out what a cluster consists of. */
    CompletionStage<? extends StatefulRedisPubSubConnection<String, String>> connectToHear() {
        return client instanceof RedisClusterClient cluster
                ? cluster.connectPubSubAsync(StringCodec.UTF8)
                : ((RedisClient) client).connectPubSubAsync(StringCodec.UTF8, uris.get(0));
    }

    /** Ends all connections and threads, and waits a second for that at most. */
    @Override
    public void close() {
        CompletableFuture<Void> closed = client.shutdownAsync(0, CLOSE_LIMIT_MILLIS, TimeUnit.MILLISECONDS)
                .thenRun(() -> resources.shutdown(0, CLOSE_LIMIT_MILLIS, TimeUnit.MILLISECONDS));
        try {
            closed.get(CLOSE_LIMIT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // They are daemons, and have been told.
        }
        timer.stop();
    }
}
