package dev.millwright.worker.testkit.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.Job;
import dev.millwright.worker.StopResult;
import dev.millwright.worker.Worker;
import dev.millwright.worker.WorkerPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** As many jobs at once as a pool has slots for, none of which needs a thread. */
@Timeout(120)
class ManyAsyncJobsTest extends WorkerTest {
    private static final int MANY = WorkerPool.MAX_SLOTS;

    /** Those of all slots, of the lanes, and of what else a worker does; callbacks take more of them on a busy machine. */
    private static final int FEW_THREADS = WorkerPool.ASYNC_THREADS + 300;

    private final Queue<CompletableFuture<String>> stages = new ConcurrentLinkedQueue<>();

    private Worker start() {
        return start(worker().concurrency(MANY)
                .cleanupGrace(Duration.ofMinutes(1)) // of a machine that has other things to do
                .registerAsync("later", context -> {
                    CompletableFuture<String> stage = new CompletableFuture<>();
                    stages.add(stage);
                    return stage;
                })
                .registerAsync("asleep", context -> context.signal().delay(Duration.ofHours(1)))
                .registerAsync("dozing", context -> context.signal().delay(Duration.ofMillis(20))));
    }

    private void push(String jobtype, int count) {
        List<Job> jobs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            jobs.add(Job.of(jobtype));
        }
        try (FaktoryClient client = FaktoryClient.connect(server.address())) {
            client.pushBulk(jobs);
        }
    }

    private void awaitAllWaiting(Worker worker) throws InterruptedException {
        awaitStarted(MANY);
        server.await(
                "all to wait",
                now -> worker.runningJobs().stream()
                                .filter(job -> job.awaits().isPresent())
                                .count()
                        == MANY,
                LIMIT);
        assertThat(threads()).hasSizeLessThan(FEW_THREADS);
        assertThat(server.connections())
                .isLessThanOrEqualTo(32 + 3); // the heartbeat's, the control queue's, a client's
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("millwright-"))
                .sorted()
                .toList();
    }

    @Test
    void tenThousandAreDoneWithFewThreads() throws Exception {
        Worker worker = start();
        push("later", MANY);
        awaitAllWaiting(worker);

        stages.forEach(stage -> stage.complete("done")); // by one thread, which nothing holds up

        awaitAcks(MANY);
        assertThat(threads()).hasSizeLessThan(FEW_THREADS);
    }

    @Test
    void aStopWithTenThousandThatWait() throws Exception {
        Worker worker = start();
        push("asleep", MANY);
        awaitAllWaiting(worker);

        worker.stop();
        CompletableFuture<StopResult> stopped = worker.stop(); // at once
        server.endFetches();

        server.await("a FAIL", now -> now.failures() > 0, LIMIT);
        assertThat(threads()).hasSizeLessThan(FEW_THREADS);
        assertThat(stopped.get(60, TimeUnit.SECONDS)).isEqualTo(new StopResult(MANY, 0, 0));
        assertThat(server.retries()).hasSize(MANY);
        assertThat(server.working()).isEmpty();
    }

    @Test
    void thirtyThousandShortWaits() {
        start();
        push("dozing", 3 * MANY);

        server.await("all of them", now -> now.processed() == 3 * MANY, Duration.ofSeconds(100));

        assertThat(server.failures()).isZero();
    }
}
