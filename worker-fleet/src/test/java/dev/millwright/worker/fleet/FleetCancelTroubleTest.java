package dev.millwright.worker.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millwright.testtools.OnRedis;
import dev.millwright.testtools.RedisServer;
import dev.millwright.worker.Job;
import dev.millwright.worker.Worker;
import dev.millwright.worker.WorkerClock;
import dev.millwright.worker.fleet.FleetOperation.State;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Cancels in a group whose clocks differ, or whose store goes, stands still or forgets. */
class FleetCancelTroubleTest extends GroupTest {

    /** The real time, but that the calendar is wrong. */
    private record WrongClock(Duration ahead) implements WorkerClock {
        @Override
        public Instant instant() {
            return WorkerClock.system().instant().plus(ahead);
        }

        @Override
        public long nanoTime() {
            return WorkerClock.system().nanoTime();
        }

        @Override
        public Scheduled schedule(Runnable task, Duration delay) {
            return WorkerClock.system().schedule(task, delay);
        }
    }

    private String pushOld(String queue) {
        Job job = old("hold").queue(queue).build();
        producer.push(job);
        return job.jid();
    }

    @Test
    void onlyTheStoresClockCounts() throws Exception {
        FleetMemory memory = new FleetMemory();
        Duration off = Duration.ofMinutes(10);
        start(worker(Fleet.of(memory, "g"))
                .clock(new WrongClock(off))
                .queues("fast")
                .concurrency(2));
        start(worker(Fleet.of(memory, "g"))
                .clock(new WrongClock(off.negated()))
                .queues("slow")
                .concurrency(2));
        for (String queue : new String[] {"fast", "slow"}) {
            pushOld(queue);
            producer.push(Job.builder("hold")
                    .queue(queue)
                    .createdAt(Instant.now().plusSeconds(300))
                    .build());
        }
        awaitStarted(4);
        String[] waiting = {pushOld("fast"), pushOld("slow")};
        try (FleetClient group = FleetClient.connect(memory, "g")) {
            FleetCancel cancel = group.cancel(HOLD, DEFAULT.withLifetime(Duration.ofMinutes(5)));
            assertThat(cancel.await(LIMIT).cancelled()).isBetween(2L, 4L);
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(cancel.look().cancelled()).isEqualTo(4));
            String[] later = {pushOld("fast"), pushOld("slow")};
            server.await("all that is old", now -> now.dead().size() == 6, LIMIT);
            assertThat(dead()).contains(waiting).contains(later);
            assertThat(server.working()).hasSize(2);
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(cancel.look().matched()).isEqualTo(6));
        }
    }

    @Test
    @OnRedis
    void aStoreThatForgetsOrStandsStillCancelsNothingAndKeepsNothingFromBeingCancelled() throws Exception {
        try (RedisServer redis = RedisServer.start()) {
            FleetAddress address = FleetAddress.parse(redis.url());
            start(worker(Fleet.of(address, "g")).queues("a").concurrency(2));
            Worker other = start(worker(Fleet.of(address, "g")).queues("b").concurrency(2));
            try (FleetClient group = FleetClient.connect(address, "g")) {
                await().atMost(LIMIT).until(() -> group.workers().size() == 2);
                pushOld("a");
                pushOld("b");
                awaitStarted(2);
                FleetCancel first = group.cancel(HOLD, DEFAULT.withId("first"));
                assertThat(first.await(LIMIT)).satisfies(done -> {
                    assertThat(done.state()).isEqualTo(State.DONE);
                    assertThat(done.acknowledged()).isEqualTo(2);
                    assertThat(done.cancelled()).isEqualTo(2);
                });

                redis.cli("FLUSHALL");
                assertThatThrownBy(first::look)
                        .isInstanceOf(FleetException.class)
                        .hasMessageStartingWith("the fleet's store has lost operation first: ");
                assertThatThrownBy(() -> first.await(LIMIT)).isInstanceOf(FleetException.class);
                assertThatThrownBy(first::abort).isInstanceOf(FleetException.class);
                pushOld("a");
                pushOld("b");
                server.await("what is still watched for", now -> now.dead().size() == 4, LIMIT);

                redis.cli("CLIENT", "KILL", "TYPE", "pubsub");
                Job made = Job.builder("quick")
                        .queue("b")
                        .createdAt(Instant.now().minusSeconds(1))
                        .build();
                FleetCancel second = group.cancel(
                        dev.millwright.worker.JobFilter.EMPTY.withJobtypes("quick"), DEFAULT.withId("second"));
                await().atMost(LIMIT).until(() -> group.workers().size() == 2);
                assertThat(second.await(LIMIT).acknowledged()).isEqualTo(2);
                producer.push(made);
                server.await("that one", now -> dead().contains(made.jid()), LIMIT);

                redis.pause();
                assertThatThrownBy(() -> group.cancel(HOLD, DEFAULT.withId("third")))
                        .isInstanceOf(FleetException.class)
                        .hasMessageContaining(redis.url())
                        .hasMessageEndingWith(
                                "; whether operation third is open is not certain: ask for it, or cancel again"
                                        + " under this id")
                        .hasMessageNotContaining("\n");
                pushOld("a");
                server.await(
                        "met while the store stands still", now -> now.dead().size() == 6, LIMIT);
                redis.unpause();
                await().atMost(LIMIT)
                        .ignoreExceptions()
                        .until(() -> group.operation("third").isPresent()
                                || !group.cancel(HOLD, DEFAULT.withId("third"))
                                        .id()
                                        .isEmpty());
                FleetOperation done =
                        group.cancel(HOLD, DEFAULT.withId("third")).await(LIMIT);
                assertThat(done.state()).isEqualTo(State.DONE);
                assertThat(other.stop()).succeedsWithin(60, TimeUnit.SECONDS);
                assertThat(group.operation("second").orElseThrow().cancelled()).isEqualTo(1);
            }
        }
    }

    @Test
    @OnRedis
    void aStoreThatIsAwayDelaysNoStart() {
        try (RedisServer redis = RedisServer.start()) {
            FleetAddress address = FleetAddress.parse(redis.url());
            redis.kill();
            Fleet fleet = Fleet.of(address, "g");
            start(worker(fleet));
            server.push("quick");
            server.await("a job", now -> now.processed() == 1, LIMIT);
            redis.restart();
            try (FleetClient group = FleetClient.connect(address, "g")) {
                await().atMost(LIMIT)
                        .ignoreExceptions()
                        .until(() ->
                                group.cancel(HOLD, DEFAULT.withId("op")).id().equals("op"));
                Job job = old("hold").build();
                await().atMost(LIMIT).until(() -> fleet.status().operations() == 1);
                producer.push(job);
                server.await("it", now -> dead().contains(job.jid()), LIMIT);
            }
        }
    }
}
