package dev.millwright.worker.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millwright.worker.Job;
import dev.millwright.worker.JobFilter;
import dev.millwright.worker.JobListener;
import dev.millwright.worker.JobOptions;
import dev.millwright.worker.JobOutcome;
import dev.millwright.worker.RetryPolicy;
import dev.millwright.worker.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Jobs that end, come in or fail in the moment in which they are cancelled everywhere: each is met once, and counted once. */
class FleetCancelRaceTest extends GroupTest {
    private static final int AT_ONCE = 50;

    private final FleetMemory memory = new FleetMemory();
    private final FleetClient group = FleetClient.connect(memory, "g");
    private final Map<String, List<JobOutcome>> outcomes = new ConcurrentHashMap<>();
    private volatile CountDownLatch go = new CountDownLatch(1);

    @AfterEach
    void closeGroup() {
        group.close();
    }

    private Worker startRacers(int slots) {
        return start(worker(Fleet.of(memory, "g"))
                .concurrency(slots)
                .listener(new JobListener() {
                    @Override
                    public void onReported(Job job, JobOutcome outcome) {
                        outcomes.computeIfAbsent(job.jid(), jid -> new CopyOnWriteArrayList<>())
                                .add(outcome);
                    }
                })
                .register("racer", context -> {
                    started.incrementAndGet();
                    go.await();
                })
                .register(
                        "loser",
                        JobOptions.DEFAULT.withRetry(RetryPolicy.DEFAULT.withInitial(Duration.ofMillis(100))),
                        context -> {
                            started.incrementAndGet();
                            go.await();
                            throw new IllegalStateException("lost");
                        })
                .register("short", context -> started.incrementAndGet()));
    }

    private long deadJobs() {
        return server.dead().size();
    }

    private long done() {
        return server.processed() - server.failures();
    }

    private void assertEachHasOneOutcome(int jobs) {
        server.await(jobs + " reports", now -> outcomes.size() == jobs, LIMIT);
        assertThat(outcomes.values()).allMatch(list -> list.size() == 1);
        assertThat(deadJobs() + done()).isEqualTo(jobs);
        assertThat(server.retries()).isEmpty();
        assertThat(server.working()).isEmpty();
    }

    private void awaitCancelled(String id, long before, long alreadyOver) {
        await().atMost(LIMIT).untilAsserted(() -> {
            FleetOperation now = group.operation(id).orElseThrow();
            assertThat(now.cancelled()).isEqualTo(deadJobs() - before);
            assertThat(now.matched()).isEqualTo(now.cancelled() + now.alreadyOver());
            assertThat(now.failed()).isZero();
            assertThat(now.alreadyOver()).isLessThanOrEqualTo(alreadyOver);
        });
    }

    @Test
    void aJobThatSucceedsMeanwhileIsDoneOrCancelled() throws Exception {
        startRacers(AT_ONCE);
        for (int round = 1; round <= 20; round++) { // a thousand races
            go = new CountDownLatch(1);
            for (int i = 0; i < AT_ONCE; i++) {
                server.push("racer");
            }
            awaitStarted(round * AT_ONCE);
            long dead = deadJobs();
            String id = "round-" + round;
            if (round % 2 == 0) {
                go.countDown();
            }
            FleetCancel cancel = group.cancel(JobFilter.EMPTY.withJobtypes("racer"), DEFAULT.withId(id));
            LockSupport.parkNanos(round * 20_000L);
            go.countDown();
            FleetOperation operation = cancel.await(LIMIT);

            assertThat(operation.state()).isEqualTo(FleetOperation.State.DONE);
            assertEachHasOneOutcome(round * AT_ONCE);
            awaitCancelled(id, dead, AT_ONCE);
            cancel.abort();
        }
    }

    @Test
    void aJobThatComesInMeanwhileIsMetOnce() throws Exception {
        startRacers(10);
        int jobs = 2_000;
        for (int round = 1; round <= 5; round++) {
            List<Job> pushed = new ArrayList<>();
            for (int i = 0; i < jobs; i++) {
                pushed.add(old("short").build());
            }
            long dead = deadJobs();
            int before = started.get();
            producer.pushBulk(pushed);
            server.await("the first ones", now -> started.get() > before, LIMIT);
            String id = "round-" + round;
            FleetCancel cancel = group.cancel(JobFilter.EMPTY.withJobtypes("short"), DEFAULT.withId(id));
            FleetOperation operation = cancel.await(LIMIT);

            assertThat(operation.acknowledged()).isEqualTo(1);
            assertEachHasOneOutcome(round * jobs);
            awaitCancelled(id, dead, 10);
            assertThat(started.get() - before)
                    .as("those that ran: done, or over before their turn")
                    .isGreaterThanOrEqualTo((int) (jobs - (deadJobs() - dead)));
            cancel.abort();
        }
    }

    /** The pass takes 64 at a time: those whose turn has not come fail meanwhile. */
    @Test
    void aJobThatFailsBeforeItsTurnIsCancelledAllTheSame() throws Exception {
        int jobs = 400;
        startRacers(jobs);
        for (int round = 1; round <= 3; round++) {
            go = new CountDownLatch(1);
            for (int i = 0; i < jobs; i++) {
                server.push("loser");
            }
            awaitStarted(round * jobs);
            long dead = deadJobs();
            String id = "round-" + round;
            FleetCancel cancel = group.cancel(
                    JobFilter.EMPTY.withJobtypes("loser").withState(JobFilter.State.RUNNING), DEFAULT.withId(id));
            server.await("the first pass", now -> deadJobs() > dead, LIMIT);
            go.countDown();
            cancel.await(LIMIT);

            assertEachHasOneOutcome(round * jobs);
            assertThat(deadJobs() - dead).isEqualTo(jobs);
            awaitCancelled(id, dead, 0);
            cancel.abort();
        }
        assertThat(started.get()).as("no second try").isEqualTo(3 * jobs);
    }

    /** As the first ones give their slots back, others are fetched, while the pass goes on. */
    @Test
    void whatComesInWhileAPassGoesOnIsCountedOnce() throws Exception {
        int slots = 300;
        startRacers(slots);
        for (int round = 1; round <= 3; round++) {
            go = new CountDownLatch(1);
            List<Job> pushed = new ArrayList<>();
            for (int i = 0; i < 2 * slots; i++) {
                pushed.add(old("racer").build());
            }
            producer.pushBulk(pushed);
            awaitStarted(round * slots);
            long dead = deadJobs();
            String id = "round-" + round;
            FleetCancel cancel = group.cancel(JobFilter.EMPTY.withJobtypes("racer"), DEFAULT.withId(id));
            cancel.await(LIMIT);

            assertEachHasOneOutcome(round * 2 * slots);
            assertThat(deadJobs() - dead).isEqualTo(2 * slots);
            awaitCancelled(id, dead, 0);
            assertThat(started.get()).as("none that was queued").isEqualTo(round * slots);
            cancel.abort();
        }
    }

    @Test
    void anAbortStopsThePassAndLetsGoWhatWaitsForIt() throws Exception {
        int slots = 400;
        startRacers(slots);
        List<Job> pushed = new ArrayList<>();
        for (int i = 0; i < 2 * slots; i++) {
            pushed.add(old("racer").build());
        }
        producer.pushBulk(pushed);
        awaitStarted(slots);
        FleetCancel cancel = group.cancel(JobFilter.EMPTY.withJobtypes("racer"), DEFAULT.withId("op"));
        server.await("the first pass", now -> deadJobs() > 0, LIMIT);
        assertThat(cancel.abort()).isTrue();
        go.countDown();

        assertEachHasOneOutcome(2 * slots);
        assertThat(done()).isPositive();
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(cancel.look().cancelled()).isEqualTo(deadJobs()));
        assertThat(cancel.look().state()).isEqualTo(FleetOperation.State.ABORTED);
    }
}
