package dev.millwright.worker.cli;

import dev.millwright.testtools.RedisServer;
import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.Job;
import dev.millwright.worker.Worker;
import dev.millwright.worker.fleet.Fleet;
import dev.millwright.worker.fleet.FleetAddress;
import dev.millwright.worker.fleet.FleetClient;
import dev.millwright.worker.testkit.DevServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A group of workers of this process on a real Redis, and the command line beside it. */
final class Group implements AutoCloseable {
    static final String NAME = "g";

    final DevServer server = DevServer.start();
    final RedisServer redis = RedisServer.start();
    final FleetClient client = FleetClient.connect(FleetAddress.parse(redis.url()), NAME);
    private final List<Worker> workers = new ArrayList<>();

    Map<String, String> environment() {
        return new HashMap<>(
                Map.of("FAKTORY_URL", server.url(), "MILLWRIGHT_FLEET", redis.url(), "MILLWRIGHT_GROUP", NAME));
    }

    /** Starts a worker whose functions mail and report never end by themselves. */
    Worker worker(String label, String version) {
        Worker worker = Worker.builder()
                .server(server.address())
                .labels(label)
                .concurrency(10)
                .shutdownTimeout(Duration.ZERO)
                .register("mail", context -> context.signal().sleep(Duration.ofHours(1)))
                .register("report", context -> context.signal().sleep(Duration.ofHours(1)))
                .apply(Fleet.of(FleetAddress.parse(redis.url()), NAME).withVersion(version)::join)
                .build();
        workers.add(worker);
        worker.start();
        return worker;
    }

    /** Pushes jobs of a type, of the tenant acme. */
    List<String> push(String jobtype, int count) {
        List<Job> jobs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            jobs.add(Job.builder(jobtype).custom("tenant", "acme").build());
        }
        try (FaktoryClient producer = FaktoryClient.connect(server.address())) {
            producer.pushBulk(jobs);
        }
        return jobs.stream().map(Job::jid).toList();
    }

    /** Adds a worker that nobody hears of again: another's record under another name. It is there for an hour. */
    void addGhost(Worker like) {
        String prefix = "millwright:{" + NAME + "}:";
        redis.cli("COPY", prefix + "worker:" + like.wid(), prefix + "worker:ghost");
        long end = System.currentTimeMillis() + Duration.ofHours(1).toMillis();
        redis.cli("ZADD", prefix + "members", Long.toString(end), "ghost");
    }

    CommandLineRun run(String... args) {
        return Typed.intoPipe("").run(environment(), args);
    }

    /** What a command prints that ends with 0. */
    JsonNode json(String... args) {
        CommandLineRun run = run(args);
        if (run.exitCode() != 0) {
            throw new AssertionError(run.toString());
        }
        return JsonMapper.shared().readTree(run.out());
    }

    /** Lets the jobs be listed: those that have run for a second. */
    void awaitListed(int count) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (client.jobs().jobs().size() != count) {
            if (System.nanoTime() > end) {
                throw new AssertionError("listed: " + client.jobs());
            }
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        workers.forEach(Worker::stop);
        server.endFetches();
        workers.forEach(Worker::close);
        client.close();
        server.close();
        redis.close();
    }
}
