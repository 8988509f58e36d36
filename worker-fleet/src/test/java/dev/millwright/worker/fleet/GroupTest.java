package dev.millwright.worker.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.Job;
import dev.millwright.worker.JobFilter;
import dev.millwright.worker.Worker;
import dev.millwright.worker.testkit.DevServer;
import dev.millwright.worker.testkit.StoredJob;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;

/** What tests of cancels in a group have at hand: a server, a store, and workers whose jobs wait to be released. */
abstract class GroupTest {
    static final Duration LIMIT = Duration.ofSeconds(60);
    static final JobFilter HOLD = JobFilter.EMPTY.withJobtypes("hold");
    static final FleetCancelOptions DEFAULT = FleetCancelOptions.DEFAULT;

    final DevServer server =
            DevServer.builder().fetchWait(Duration.ofMillis(300)).start();
    final FaktoryClient producer = FaktoryClient.connect(server.address());
    final List<Worker> workers = new ArrayList<>();
    final CountDownLatch released = new CountDownLatch(1);
    final AtomicInteger started = new AtomicInteger();

    /** The jids of those whose functions were called. */
    final Queue<String> called = new ConcurrentLinkedQueue<>();

    Worker.Builder worker(Fleet fleet) {
        return Worker.builder()
                .server(server.address())
                .concurrency(10)
                .queues("default", "bulk")
                .register("hold", context -> {
                    called.add(context.jid());
                    started.incrementAndGet();
                    released.await();
                })
                .register("quick", context -> called.add(context.jid()))
                .apply(fleet::join);
    }

    Worker start(Worker.Builder builder) {
        Worker worker = builder.build();
        workers.add(worker);
        worker.start();
        return worker;
    }

    /** A job that was made some time ago. */
    static Job.Builder old(String jobtype) {
        return Job.builder(jobtype).createdAt(Instant.now().minusSeconds(60));
    }

    void awaitStarted(int jobs) {
        server.await(jobs + " started", now -> started.get() == jobs, LIMIT);
    }

    List<String> dead() {
        return server.dead().stream().map(StoredJob::jid).toList();
    }

    @AfterEach
    void close() {
        released.countDown();
        workers.forEach(Worker::quiet);
        server.endFetches();
        workers.forEach(worker -> assertThat(worker.stop()).succeedsWithin(30, TimeUnit.SECONDS));
        producer.close();
        server.close();
    }
}
