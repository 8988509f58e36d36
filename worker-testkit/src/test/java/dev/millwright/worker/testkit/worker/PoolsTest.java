package dev.millwright.worker.testkit.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millwright.worker.ServerAddress;
import dev.millwright.worker.Worker;
import dev.millwright.worker.WorkerPool;
import dev.millwright.worker.WorkerPool.State;
import dev.millwright.worker.WorkerStatus;
import dev.millwright.worker.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The size of a pool, changed while it works. */
class PoolsTest extends WorkerTest {
    private final Semaphore ends = new Semaphore(0);
    private final Queue<String> ran = new ConcurrentLinkedQueue<>();
    private final AtomicInteger signalled = new AtomicInteger();

    @AfterEach
    void endAll() {
        ends.release(1_000_000);
    }

    /** With a function, held, that ends when the test lets one end. */
    private Worker.Builder holding() {
        return worker().register("held", context -> {
            ran.add(context.job().jid());
            context.signal().onCancel(reason -> signalled.incrementAndGet());
            ends.acquireUninterruptibly();
        });
    }

    private void awaitUsed(WorkerPool pool, int slots) {
        server.await(slots + " slots used, not " + pool.used(), now -> pool.used() == slots, LIMIT);
    }

    private void awaitLanes(Worker worker, int lanes) {
        server.await(
                lanes + " lanes",
                now -> worker.status().pools().get(0).connectedLanes() == lanes
                        && worker.status().pools().get(0).lanes() == lanes,
                LIMIT);
    }

    @Test
    void changesItsSizeUnderLoad() {
        Worker worker = start(holding().concurrency(5));
        WorkerPool pool = worker.pool("");
        for (int i = 0; i < 100; i++) {
            server.push("held");
        }
        awaitUsed(pool, 5);
        awaitLanes(worker, 5);

        pool.resize(50);
        awaitUsed(pool, 50);
        awaitLanes(worker, 32);

        pool.resize(0);
        assertThat(pool.used()).as("what runs goes on").isEqualTo(50);
        ends.release(50);
        awaitUsed(pool, 0);
        awaitAcks(50);
        awaitLanes(worker, 1);
        assertThat(server.queue("default")).hasSize(50);
        assertThat(pool.state()).isEqualTo(State.PAUSED);

        pool.resize(10);
        awaitUsed(pool, 10);
        awaitLanes(worker, 10);
        assertThat(pool.state()).isEqualTo(State.RUNNING);
        ends.release(50);
        awaitAcks(100);
        assertThat(ran).hasSize(100).doesNotHaveDuplicates();
        assertThat(signalled).hasValue(0);
        assertThat(server.working()).isEmpty();
        awaitUsed(pool, 0);
    }

    @Test
    void shrinksAsItsJobsEnd() throws Exception {
        WorkerPool pool = start(holding().concurrency(4)).pool("default");
        for (int i = 0; i < 6; i++) {
            server.push("held");
        }
        awaitUsed(pool, 4);
        awaitStarted(4);

        pool.resize(2);
        ends.release(2);
        awaitAcks(2);

        assertThat(pool.used()).isEqualTo(2);
        assertThat(pool.slots()).isEqualTo(2);
        assertThat(server.queue("default")).hasSize(2);
        ends.release(1);
        awaitStarted(1);
        assertThat(pool.used()).isEqualTo(2);
        ends.release(3);
        awaitAcks(6);
        assertThat(signalled).hasValue(0);
    }

    /** Time stands still, so that nothing but the change can wake a lane. */
    @Test
    void fetchesAtOnceWhenItGrows() throws Exception {
        WorkerPool pool =
                start(holding().concurrency(1).clock(new ManualClock())).pool("");
        server.push("held");
        awaitStarted(1);
        server.push("held");

        pool.resize(2);
        awaitStarted(1);
        pool.resize(0);
        ends.release(2);
        awaitUsed(pool, 0);
        server.push("held");
        pool.resize(1);

        awaitStarted(1);
    }

    /** The lanes that leave are given the jobs for which they have asked. */
    @Test
    void losesNoJobToALaneThatLeaves() {
        Worker worker = start(holding().concurrency(20));
        WorkerPool pool = worker.pool("");
        ends.release(1_000_000);
        for (int round = 1; round <= 20; round++) {
            server.await("lanes that wait", now -> now.blockedFetches() >= 10, LIMIT);
            pool.resize(1);
            for (int i = 0; i < 20; i++) {
                server.push("held");
            }
            awaitAcks(20 * round);
            pool.resize(20);
        }

        assertThat(ran).hasSize(400).doesNotHaveDuplicates();
        assertThat(server.failures()).isZero();
        awaitUsed(pool, 0);
        awaitLanes(worker, 20);
    }

    /** Their FETCHes were sent when there were slots, and nothing else would ever free one. */
    @Test
    void runsWhatComesToAPoolThatHasJustLostItsSlots() throws Exception {
        Worker worker = start(holding().concurrency(3));
        WorkerPool pool = worker.pool("");
        server.faults().on("FETCH").always().delayReply(Duration.ofMillis(500));
        for (int i = 0; i < 3; i++) {
            server.push("held");
        }
        server.await("three FETCHes with jobs", now -> now.queue("default").isEmpty(), LIMIT);

        pool.resize(0);

        awaitStarted(3);
        assertThat(pool.used()).isEqualTo(3);
        ends.release(3);
        awaitAcks(3);
    }

    @Test
    void refusesASizeThatCannotBe() {
        WorkerPool pool = worker().pool("bulk", 5, "low").build().pool("bulk");

        for (int slots : new int[] {-1, 10_001, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            assertThatThrownBy(() -> pool.resize(slots))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("pool bulk can have 0 to 10000 slots, not " + slots);
        }

        assertThat(pool.slots()).isEqualTo(5);
        assertThat(pool.lastChange()).isEmpty();
        pool.resize(10_000);
        assertThat(pool.slots()).isEqualTo(10_000);
    }

    @Test
    void saysWhatWasChangedWhenAndByWhom() {
        ManualClock clock = new ManualClock();
        WorkerPool pool = worker().clock(clock).build().pool("");

        pool.resize(5);
        assertThat(pool.lastChange())
                .contains(new WorkerPool.Change(clock.instant(), "program", "5 slots instead of 2"));
        clock.advance(Duration.ofSeconds(1));
        pool.by("alice").pause(Duration.ofMinutes(1), "the provider is down");

        Instant end = clock.instant().plusSeconds(60);
        assertThat(pool.lastChange()).contains(new WorkerPool.Change(clock.instant(), "alice", "paused until " + end));
        assertThat(pool.pause())
                .contains(new WorkerPool.Pause(clock.instant(), Optional.of(end), "the provider is down", "alice"));
    }

    @Test
    void knowsItsPoolsByTheirNames() {
        Worker worker = worker().pool("bulk", 5, "low", "slow").build();

        assertThat(worker.pools()).extracting(WorkerPool::name).containsExactly("", "bulk");
        assertThat(worker.pool("default").name()).isEmpty();
        assertThat(worker.pool("bulk").queues()).containsExactly("low", "slow");
        assertThatThrownBy(() -> worker.pool("bluk"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no pool 'bluk': there is default, bulk");
    }

    @Test
    void hasNoTwoPoolsOfTheNameDefault() {
        Worker.Builder both = worker().pool("default", 5, "low");

        assertThatThrownBy(both::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("a pool named 'default' cannot be told from the unnamed one");

        Worker alone = Worker.builder()
                .server(ServerAddress.parse(server.url()))
                .pool("default", 5, "low")
                .register("noop", context -> {})
                .build();
        assertThat(alone.pool("default").queues()).containsExactly("low");
    }

    /** Whatever many do to a pool at once, in the end it is as the last of each kind has left it, and no job is lost. */
    @Test
    void survivesAStorm() throws Exception {
        Worker worker = start(holding().concurrency(5).queues("a", "b,3", "c"));
        WorkerPool pool = worker.pool("");
        ends.release(1_000_000);
        int threads = 8;
        CountDownLatch over = new CountDownLatch(threads);
        for (int i = 0; i < threads; i++) {
            new Thread(() -> {
                        try {
                            disturb(pool);
                        } finally {
                            over.countDown();
                        }
                    })
                    .start();
        }
        for (int i = 0; i < 3_000; i++) {
            server.pushTo(List.of("a", "b", "c").get(i % 3), "held");
        }
        assertThat(over.await(50, TimeUnit.SECONDS)).isTrue();

        pool.resume();
        pool.queues().forEach(pool::resumeQueue);
        pool.resize(7);

        awaitAcks(3_000);
        assertThat(ran).hasSize(3_000).doesNotHaveDuplicates();
        assertThat(server.failures()).isZero();
        awaitUsed(pool, 0);
        awaitLanes(worker, 7);
        assertThat(pool.state()).isEqualTo(State.RUNNING);
        assertThat(pool.pausedQueues()).isEqualTo(Map.of());
        server.await("a FETCH by each lane", now -> now.blockedFetches() == 7, LIMIT);
    }

    private static void disturb(WorkerPool pool) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        for (int i = 0; i < 300; i++) {
            String queue = pool.queues().get(random.nextInt(3));
            switch (random.nextInt(6)) {
                case 0 -> pool.resize(random.nextInt(40));
                case 1 -> pool.pause("storm");
                case 2 -> pool.pause(Duration.ofMillis(1 + random.nextInt(5)), "storm");
                case 3 -> pool.resume();
                case 4 -> pool.pauseQueue(queue, Duration.ofMillis(1 + random.nextInt(5)), "storm");
                default -> pool.resumeQueue(queue);
            }
        }
    }

    @Test
    void itsStatusIsThatOfTheLivePool() {
        Worker worker = start(holding());
        worker.pool("").resize(3);
        server.push("held");
        awaitUsed(worker.pool(""), 1);

        WorkerStatus.Pool status = worker.status().pools().get(0);

        assertThat(status.slots()).isEqualTo(3);
        assertThat(status.lanes()).isEqualTo(3);
        assertThat(status.running()).isEqualTo(1);
        assertThat(status.waiting()).isZero();
        assertThat(status.state()).isEqualTo(State.RUNNING);
    }
}
