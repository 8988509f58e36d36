package dev.millwright.worker.testkit.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.millwright.worker.Job;
import dev.millwright.worker.JobContext;
import dev.millwright.worker.JobListener;
import dev.millwright.worker.JobOutcome;
import dev.millwright.worker.Worker;
import dev.millwright.worker.WorkerState;
import dev.millwright.worker.WorkerStatus;
import dev.millwright.worker.micrometer.WorkerMetrics;
import dev.millwright.worker.testkit.DevServer;
import dev.millwright.worker.testkit.FaktoryTest;
import dev.millwright.worker.testkit.Jobs;
import dev.millwright.worker.testkit.ManualClock;
import dev.millwright.worker.testkit.WorkerSetup;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a worker on the embedded server leaves in a Micrometer registry. */
@FaktoryTest(manualClock = true)
@Timeout(60)
class WorkerMetricsTest {
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final WorkerMetrics metrics = new WorkerMetrics(registry, Tags.of("worker", "first"));
    private final CountDownLatch heartbeat = new CountDownLatch(1);
    private final CountDownLatch reconnected = new CountDownLatch(1);
    private final CountDownLatch finish = new CountDownLatch(1);

    @WorkerSetup
    void functions(Worker.Builder worker) {
        worker.concurrency(3).pool("slow", 2, "slow").listener(metrics).listener(new JobListener() {
            @Override
            public void onHeartbeat() {
                heartbeat.countDown();
            }

            @Override
            public void onReconnected(String connection) {
                reconnected.countDown();
            }
        });
        worker.register("fine", context -> {});
        worker.register("broken", context -> {
            throw new IllegalStateException("broken");
        });
        worker.register("wait", context -> finish.await());
    }

    private long jobs(String jobtype, String queue, String outcome) {
        return registry.get("millwright.jobs")
                .tags("worker", "first", "jobtype", jobtype, "queue", queue, "outcome", outcome)
                .timer()
                .count();
    }

    private double count(String name, String... tags) {
        return registry.get(name).tags("worker", "first").tags(tags).counter().count();
    }

    private double gauge(String name, String... tags) {
        return registry.get(name).tags("worker", "first").tags(tags).gauge().value();
    }

    @Test
    void jobsAreCountedByTypeQueueAndOutcome(Jobs jobs, Worker worker, DevServer server) {
        jobs.run(Job.of("fine"));
        jobs.run(Job.of("fine"));
        jobs.run(Job.builder("fine").queue("slow").build());
        jobs.run(Job.of("broken"));
        String cancelled = server.push("wait");
        jobs.awaitStarted(cancelled);
        worker.cancel(cancelled);
        jobs.awaitOutcome(cancelled);

        assertThat(jobs("fine", "default", "acked")).isEqualTo(2);
        assertThat(jobs("fine", "slow", "acked")).isEqualTo(1);
        assertThat(jobs("broken", "default", "failed")).isEqualTo(1);
        assertThat(jobs("wait", "default", "cancelled")).isEqualTo(1);
        assertThat(count("millwright.signals", "reason", "cancelled")).isEqualTo(1);
        assertThat(count("millwright.signals", "reason", "shutdown")).isZero();
        assertThat(registry.get("millwright.fetches")
                        .tags("result", "job")
                        .timer()
                        .count())
                .isEqualTo(5);
    }

    @Test
    void aJobsTimeIsThatOfItsFunction() {
        JobContext context = mock(JobContext.class);
        when(context.job()).thenReturn(Job.of("fine"));

        metrics.onJobEnded(context, JobOutcome.Ack.INSTANCE, Duration.ofSeconds(90));

        assertThat(registry.get("millwright.jobs").timer().totalTime(TimeUnit.SECONDS))
                .isEqualTo(90);
    }

    private static WorkerStatus status(WorkerState state, Optional<Duration> heartbeatAge) {
        return new WorkerStatus(state, List.of(), 0, heartbeatAge, Optional.empty(), Optional.empty());
    }

    @Test
    void theHeartbeatsAgeIsInSeconds() {
        Worker worker = mock(Worker.class);
        WorkerStatus starting = status(WorkerState.STARTING, Optional.empty());
        WorkerStatus running = status(WorkerState.RUNNING, Optional.of(Duration.ofMillis(1500)));
        when(worker.status()).thenReturn(starting, starting, running);
        metrics.bindTo(worker);

        assertThat(gauge("millwright.heartbeat.age")).isNaN();
        assertThat(gauge("millwright.heartbeat.age")).isEqualTo(1.5);
    }

    @Test
    void unknownJobtypesMakeNoMeters(Jobs jobs) {
        int before = registry.getMeters().size();

        for (int i = 0; i < 20; i++) {
            assertThat(jobs.run(Job.of("unknown-" + i))).isInstanceOf(JobOutcome.Fail.class);
        }

        assertThat(count("millwright.jobs.refused")).isEqualTo(20);
        assertThat(registry.getMeters()).hasSize(before);
    }

    @Test
    void lostReportsAndConnectionsAreCounted(Jobs jobs, DevServer server) throws Exception {
        server.faults().on("ACK").cut();
        String jid = server.push("fine");
        assertThat(reconnected.await(30, TimeUnit.SECONDS)).isTrue();
        jobs.awaitOutcome(jid);

        assertThat(count("millwright.reports.retried")).isEqualTo(1);
        assertThat(count("millwright.reports.dropped")).isZero();
        assertThat(count("millwright.reconnects")).isEqualTo(1);
    }

    @Test
    void gaugesShowTheWorker(Jobs jobs, Worker worker, DevServer server, ManualClock clock) throws Exception {
        metrics.bindTo(worker);
        assertThat(heartbeat.await(30, TimeUnit.SECONDS)).isTrue();

        server.faults().on("ACK").delayReply(Duration.ofSeconds(4));
        String unconfirmed = server.push("fine");
        server.awaitCommand("ACK");
        for (String jid : List.of(server.push("wait"), server.pushTo("slow", "wait"))) {
            jobs.awaitStarted(jid);
        }
        // Then all five lanes are connected: these two, two that run a job, and one that reports.
        server.await("two idle lanes", it -> it.blockedFetches() == 2);

        assertThat(gauge("millwright.slots", "pool", "unnamed")).isEqualTo(3);
        assertThat(gauge("millwright.slots", "pool", "slow")).isEqualTo(2);
        assertThat(gauge("millwright.slots.used", "pool", "unnamed")).isEqualTo(1);
        assertThat(gauge("millwright.slots.used", "pool", "slow")).isEqualTo(1);
        assertThat(gauge("millwright.lanes.connected", "pool", "unnamed")).isEqualTo(3);
        assertThat(gauge("millwright.reports.pending"))
                .as("ACK of %s", unconfirmed)
                .isEqualTo(1);
        assertThat(gauge("millwright.heartbeat.age")).isNotNaN();

        finish.countDown();
        clock.advance(Duration.ofSeconds(4));
        jobs.awaitOutcome(unconfirmed);
    }

    @Test
    void gaugesFollowThePools(Worker worker) {
        metrics.bindTo(worker);
        assertThat(gauge("millwright.pool.paused", "pool", "slow")).isZero();

        worker.pool("").resize(7);
        worker.pool("slow").pause("a test");

        assertThat(gauge("millwright.slots", "pool", "unnamed")).isEqualTo(7);
        assertThat(gauge("millwright.slots.waiting", "pool", "unnamed")).isZero();
        assertThat(gauge("millwright.pool.paused", "pool", "unnamed")).isZero();
        assertThat(gauge("millwright.pool.paused", "pool", "slow")).isEqualTo(1);
    }
}
