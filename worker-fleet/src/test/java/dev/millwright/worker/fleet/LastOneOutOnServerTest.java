package dev.millwright.worker.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millwright.testtools.OnRedis;
import dev.millwright.testtools.RedisServer;
import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.StopResult;
import dev.millwright.worker.Worker;
import dev.millwright.worker.fleet.PausedQueue.Owner;
import dev.millwright.worker.testkit.DevServer;
import dev.millwright.worker.testkit.RecordedCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Workers over real sockets to a server and, where it matters, to a Redis, by the real time. */
class LastOneOutOnServerTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int ROUNDS = 50;

    private final DevServer server = DevServer.builder()
            .fetchWait(Duration.ofMillis(50))
            .recordedCommands(100_000)
            .start();
    private final FaktoryClient faktory = FaktoryClient.connect(server.address());
    private final AtomicInteger done = new AtomicInteger();
    private final List<Worker> workers = new ArrayList<>();

    private Worker start(Fleet fleet, String... queues) {
        Worker worker = Worker.builder()
                .server(server.address())
                .concurrency(1)
                .queues(queues)
                .register("count", context -> done.incrementAndGet())
                .apply(fleet::join)
                .build();
        workers.add(worker);
        worker.start();
        return worker;
    }

    private static void stop(Worker worker) {
        assertThat(worker.stop()).succeedsWithin(LIMIT);
    }

    /** What the workers had the server pause or resume, from a place in its log on. */
    private List<String> ordersOf(String what, int from) {
        return server.commands("QUEUE").stream()
                .skip(from)
                .map(RecordedCommand::payload)
                .filter(order -> order.startsWith(what))
                .sorted()
                .toList();
    }

    private List<String> ordersOf(String what) {
        return ordersOf(what, 0);
    }

    private int ordersSoFar() {
        return server.commands("QUEUE").size();
    }

    @AfterEach
    void close() {
        workers.forEach(Worker::stop);
        workers.forEach(LastOneOutOnServerTest::stop);
        faktory.close();
        server.close();
    }

    @Test
    void whatComesWhileNobodyIsThereWaitsForTheNextWorker() {
        FleetMemory memory = new FleetMemory();
        server.push("count");
        Worker first = start(Fleet.of(memory, "g").withPauseWhenLast(LastOneOut.DEFAULT), "default");
        server.await("the first job", now -> now.processed() == 1);
        stop(first);
        try (FleetClient group = FleetClient.connect(memory, "g")) {
            assertThat(group.paused()).singleElement().satisfies(paused -> {
                assertThat(paused.queue()).isEqualTo("default");
                assertThat(paused.owner()).isEqualTo(Owner.FLEET);
                assertThat(paused.by()).startsWith(first.wid());
                assertThat(paused.at()).isPresent();
                assertThat(paused.certain()).isTrue();
            });
            server.push("count");
            // One that is no member finds nothing.
            Worker stranger = Worker.builder()
                    .server(server.address())
                    .queues("default")
                    .register("count", context -> done.incrementAndGet())
                    .build();
            workers.add(stranger);
            stranger.start();
            int fetches = server.commands("FETCH").size();
            server.awaitCommand("FETCH", fetches + 5, LIMIT);
            assertThat(server.queueSizes()).containsEntry("default", 1);

            start(Fleet.of(memory, "g"), "default");
            server.await("the second job", now -> now.processed() == 2);
            assertThat(group.paused()).isEmpty();
        }
    }

    @Test
    void aJobIsWaitedForBeforeTheQueueIsPaused() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        FleetMemory memory = new FleetMemory();
        Worker worker = Worker.builder()
                .server(server.address())
                .register("hold", context -> {
                    running.countDown();
                    released.await();
                })
                .apply(Fleet.of(memory, "g").withPauseWhenLast(LastOneOut.DEFAULT)::join)
                .build();
        workers.add(worker);
        worker.start();
        server.push("hold");
        assertThat(running.await(30, TimeUnit.SECONDS)).isTrue();
        CompletableFuture<StopResult> stopped = worker.stop();
        assertThat(ordersOf("PAUSE")).isEmpty();
        released.countDown();
        assertThat(stopped).succeedsWithin(LIMIT);
        assertThat(ordersOf("PAUSE")).containsExactly("PAUSE default");
        long ack = server.commands("ACK").get(0).number();
        assertThat(server.commands("QUEUE").stream()
                        .filter(one -> one.payload().startsWith("PAUSE"))
                        .findFirst()
                        .orElseThrow()
                        .number())
                .isGreaterThan(ack);
    }

    @Test
    void aJobThatIsAbandonedLeavesTheQueueAsItIs() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        Worker worker = Worker.builder()
                .server(server.address())
                .shutdownTimeout(Duration.ZERO)
                .cleanupGrace(Duration.ZERO)
                .register("stubborn", context -> {
                    running.countDown();
                    awaitStubbornly(released);
                })
                .apply(Fleet.of(new FleetMemory(), "g").withPauseWhenLast(LastOneOut.DEFAULT)::join)
                .build();
        workers.add(worker);
        worker.start();
        server.push("stubborn");
        assertThat(running.await(30, TimeUnit.SECONDS)).isTrue();
        stop(worker);
        assertThat(ordersOf("PAUSE")).isEmpty();
        released.countDown();
    }

    private static void awaitStubbornly(CountDownLatch latch) {
        while (true) {
            try {
                latch.await();
                return;
            } catch (InterruptedException e) {
                // It does not care.
            }
        }
    }

    @Test
    @OnRedis
    void aRecordThatCannotBeReadIsNobodys() {
        try (RedisServer redis = RedisServer.start();
                FleetClient group = FleetClient.connect(FleetAddress.parse(redis.url()), "g")) {
            server.pushTo("a", "count");
            server.pushTo("b", "count");
            faktory.pauseQueues("b");
            redis.cli("HSET", "millwright:{g}:pauses", "b", "of another release");
            Fleet fleet = Fleet.of(FleetAddress.parse(redis.url()), "g").withPauseWhenLast(LastOneOut.DEFAULT);
            Worker worker = start(fleet, "a", "b");
            await("the look").atMost(LIMIT).until(() -> fleet.status().pauses().unreadable() == 1);
            stop(worker);
            assertThat(group.paused())
                    .extracting(PausedQueue::queue, PausedQueue::owner)
                    .containsExactly(
                            org.assertj.core.api.Assertions.tuple("a", Owner.FLEET),
                            org.assertj.core.api.Assertions.tuple("b", Owner.UNKNOWN));
            assertThat(ordersOf("RESUME")).isEmpty();
            assertThat(group.resume(faktory, List.of("b")).done()).containsExactly("b");
            assertThat(group.paused()).extracting(PausedQueue::queue).containsExactly("a");
        }
    }

    @Test
    @OnRedis
    void aStoreThatIsAwayEndsNoStopAndPausesNothing() {
        try (RedisServer redis = RedisServer.start()) {
            server.push("count");
            Fleet fleet = Fleet.of(FleetAddress.parse(redis.url()), "g").withPauseWhenLast(LastOneOut.DEFAULT);
            Worker worker = start(fleet, "default");
            server.await("the job", now -> now.processed() == 1);
            redis.kill();
            stop(worker);
            assertThat(ordersOf("PAUSE")).isEmpty();
        }
    }

    /** Two that leave at once, on real sockets and by real time; in every other round a third one is there. */
    @Test
    @OnRedis
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void ofTwoThatLeaveAtOnceExactlyOnePauses() {
        server.pushTo("a", "count");
        server.pushTo("b", "count");
        try (RedisServer redis = RedisServer.start();
                FleetClient group = FleetClient.connect(FleetAddress.parse(redis.url()), "g")) {
            FleetAddress address = FleetAddress.parse(redis.url());
            for (int round = 0; round < ROUNDS; round++) {
                boolean third = round % 2 == 1;
                List<Worker> leaving = new ArrayList<>();
                for (int i = 0; i < (third ? 3 : 2); i++) {
                    leaving.add(start(Fleet.of(address, "g").withPauseWhenLast(LastOneOut.DEFAULT), "a", "b"));
                }
                int there = leaving.size();
                await("all are there and nothing is paused")
                        .atMost(LIMIT)
                        .until(() -> group.workers().size() == there
                                && group.paused().isEmpty());
                Worker stays = third ? leaving.remove(2) : null;
                int before = ordersSoFar();

                List<CompletableFuture<StopResult>> stops =
                        leaving.stream().map(Worker::stop).toList();
                stops.forEach(stop -> assertThat(stop).succeedsWithin(LIMIT));

                if (stays == null) {
                    assertThat(ordersOf("PAUSE", before)).as("round %d", round).containsExactly("PAUSE a", "PAUSE b");
                } else {
                    assertThat(ordersOf("PAUSE", before)).as("round %d", round).isEmpty();
                    assertThat(group.paused()).as("round %d", round).isEmpty();
                    stop(stays);
                    assertThat(ordersOf("PAUSE", before)).as("round %d", round).containsExactly("PAUSE a", "PAUSE b");
                }
                assertThat(group.paused()).as("round %d", round).hasSize(2).allSatisfy(paused -> {
                    assertThat(paused.certain()).isTrue();
                    assertThat(paused.owner()).isEqualTo(Owner.FLEET);
                });
                assertThat(group.workers()).isEmpty();
            }
        }
    }
}
