package dev.millwright.worker.it;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the server itself says about its jobs: counters from INFO, over a connection of its own, and the
 * content of its sets straight from its Redis. For one thread at a time.
 */
public final class ServerView implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final StockServer server;
    private @Nullable RawFaktory connection;

    public ServerView(StockServer server) {
        this.server = server;
    }

    JsonNode info() {
        if (connection == null) {
            connection = server.producer();
        }
        return JSON.readTree(connection.command("INFO"));
    }

    long processed() {
        return info().at("/faktory/total_processed").asLong();
    }

    /** In a set: retries, dead, scheduled or working. */
    long size(String set) {
        return info().at("/faktory/sets/" + set).asLong();
    }

    /**
     * How many jobs the server has reserved. Unlike the set of that name, which it may fail to keep while its Redis
     * stands still, this is what it goes by when a job is reported.
     */
    long reserved() {
        return info().at("/faktory/tasks/Busy/size").asLong();
    }

    public long queued(String queue) {
        return info().at("/faktory/queues/" + queue).asLong();
    }

    /** Waits, generously, until the condition holds for what INFO says. */
    void until(Condition condition) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> condition.holds(this));
    }

    /** Something that this view can come to show. */
    @FunctionalInterface
    interface Condition {
        boolean holds(ServerView view);
    }

    public List<JsonNode> retries() {
        return members("retries");
    }

    public List<JsonNode> dead() {
        return members("dead");
    }

    public List<JsonNode> scheduled() {
        return members("scheduled");
    }

    /** The reservations, each with its job. */
    public List<JsonNode> working() {
        return members("working");
    }

    private List<JsonNode> members(String set) {
        Path socket = server.directory().resolve("redis.sock");
        try {
            Process redis = new ProcessBuilder("redis-cli", "-s", socket.toString(), "ZRANGE", set, "0", "-1")
                    .redirectErrorStream(true)
                    .start();
            List<JsonNode> jobs = new ArrayList<>();
            String output = new String(redis.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            output.lines().filter(line -> !line.isBlank()).forEach(line -> jobs.add(JSON.readTree(line)));
            return jobs;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (connection != null) {
            connection.close();
        }
    }
}
