package dev.millwright.worker.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millwright.testtools.OnRedis;
import dev.millwright.testtools.RedisServer;
import dev.millwright.worker.Job;
import dev.millwright.worker.Worker;
import dev.millwright.worker.WorkerState;
import dev.millwright.worker.testkit.DevServer;
import dev.millwright.worker.testkit.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who is in a group and what they run, as others see it. */
class PresenceTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final DevServer server =
            DevServer.builder().fetchWait(Duration.ofMillis(300)).start();
    private final ManualClock clock = new ManualClock();
    private final FleetMemory memory = new FleetMemory(clock);
    private final FleetClient group = FleetClient.connect(memory, "g");
    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final List<Worker> workers = new ArrayList<>();

    private Worker.Builder worker(Fleet fleet) {
        return Worker.builder()
                .server(server.address())
                .concurrency(3)
                .queues("default", "bulk")
                .labels("blue")
                .register("hold", context -> {
                    started.countDown();
                    released.await();
                })
                .apply(fleet::join);
    }

    private Worker start(Worker.Builder builder) {
        Worker worker = builder.build();
        workers.add(worker);
        worker.start();
        return worker;
    }

    private void stop(Worker worker) {
        released.countDown();
        worker.quiet();
        server.endFetches();
        assertThat(worker.stop()).succeedsWithin(30, TimeUnit.SECONDS);
    }

    @AfterEach
    void close() {
        workers.forEach(this::stop);
        group.close();
        server.close();
    }

    @Test
    void aWorkerIsThereFromItsStartToItsEnd() {
        Fleet fleet = Fleet.of(memory, "g").withVersion("1.4.2");
        assertThat(fleet.status().member()).isFalse();
        assertThat(group.workers()).isEmpty();
        Worker worker = start(worker(fleet).clock(clock));

        assertThat(group.workers()).singleElement().satisfies(one -> {
            assertThat(one.wid()).isEqualTo(worker.wid());
            assertThat(one.pid()).isEqualTo(ProcessHandle.current().pid());
            assertThat(one.host()).isNotEmpty();
            assertThat(one.state()).isEqualTo(WorkerState.RUNNING);
            assertThat(one.version()).isEqualTo("1.4.2");
            assertThat(one.labels()).containsExactly("blue");
            assertThat(one.started()).isEqualTo(clock.instant());
            assertThat(one.jobtypes()).containsExactly("hold");
            assertThat(one.pools()).containsExactly(new FleetWorker.Pool("", List.of("default", "bulk"), 3));
        });
        assertThat(fleet.status().member()).isTrue();
        assertThat(fleet.status().away()).isEmpty();
        assertThat(FleetClient.connect(memory, "other").workers()).isEmpty();

        worker.quiet();
        assertThat(group.workers())
                .singleElement()
                .satisfies(one -> assertThat(one.state()).isEqualTo(WorkerState.QUIET));
        stop(worker);
        assertThat(group.workers()).isEmpty();
        assertThat(fleet.status().member()).isFalse();
    }

    @Test
    void aJobIsSeenOnceItHasRunForASecond() throws Exception {
        Worker worker = start(worker(Fleet.of(memory, "g")).clock(clock));
        Job job = Job.builder("hold")
                .queue("bulk")
                .args("secret")
                .custom("tenant", "acme")
                .custom("size", 3)
                .custom("nested", List.of(1))
                .build();
        worker.client().push(job);
        assertThat(started.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(group.jobs().jobs()).isEmpty();

        clock.advance(SECOND);

        FleetJobs jobs = group.jobs();
        assertThat(jobs.now()).isEqualTo(clock.instant());
        assertThat(jobs.unlisted()).isZero();
        assertThat(jobs.running()).isEqualTo(java.util.Map.of(worker.wid(), 1L));
        assertThat(jobs.jobs()).singleElement().satisfies(one -> {
            assertThat(one.wid()).isEqualTo(worker.wid());
            assertThat(one.jid()).isEqualTo(job.jid());
            assertThat(one.jobtype()).isEqualTo("hold");
            assertThat(one.queue()).isEqualTo("bulk");
            assertThat(one.since()).isEqualTo(clock.instant().minus(SECOND));
            assertThat(one.deadline()).isAfter(clock.instant());
            assertThat(one.createdAt()).isPresent();
            assertThat(one.custom()).isEqualTo(java.util.Map.of("tenant", "acme", "size", "3"));
            assertThat(one.toString()).doesNotContain("secret");
        });

        released.countDown();
        await("no job").atMost(Duration.ofSeconds(30)).until(() -> {
            clock.advance(SECOND);
            return group.jobs().jobs().isEmpty();
        });
    }

    @Test
    void oneFleetIsForOneWorker() {
        Fleet fleet = Fleet.of(memory, "g");
        worker(fleet);
        assertThatThrownBy(() -> worker(fleet))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("make another one");
        assertThatThrownBy(() -> Fleet.of(memory, "a b")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @OnRedis
    void aStoreThatIsAwayHoldsNothingUp() {
        try (RedisServer redis = RedisServer.start()) {
            redis.kill();
            FleetAddress address = FleetAddress.parse(redis.url());
            Fleet fleet = Fleet.of(address, "g");
            Worker worker = start(worker(fleet));
            await("the loss is seen")
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> fleet.status().away().isPresent());
            assertThat(fleet.status().away().orElseThrow())
                    .contains(redis.url())
                    .contains("cannot be reached");
            released.countDown();
            server.push("hold");
            server.await("a job is done without a store", now -> now.processed() == 1);

            redis.restart();
            try (FleetClient client = FleetClient.connect(address, "g")) {
                await("the worker is there")
                        .atMost(Duration.ofSeconds(30))
                        .ignoreExceptions()
                        .until(() -> client.workers().size() == 1);
                assertThat(fleet.status().away()).isEmpty();

                redis.cli("FLUSHALL");
                await("it is there again")
                        .atMost(Duration.ofSeconds(60))
                        .until(() -> client.workers().size() == 1);
                stop(worker);
                assertThat(client.workers()).isEmpty();
            }
        }
    }
}
