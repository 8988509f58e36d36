package dev.millwright.worker.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.Job;
import dev.millwright.worker.JobContext;
import dev.millwright.worker.ServerAddress;
import dev.millwright.worker.StopResult;
import dev.millwright.worker.Worker;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A server, or its Redis, that stands still for a while and goes on, as on a machine that is out of memory. It reads
 * then what was sent meanwhile, and reserves a job for each FETCH, also for one whose connection is closed by now.
 *
 * <p>The seconds are real ones, as the server's are. {@code -Dmillwright.pauses=7,8,10,15} tries other lengths,
 * {@code -Dmillwright.redis.pauses=8,15,30} too.
 */
@OnStockServer
@Timeout(300)
class StandingServerTest {
    private static final int LANES = 20;
    private static final int JOBS = 20_000;
    private static final int BATCH = 1_000;

    private final Set<String> done = ConcurrentHashMap.newKeySet();
    private final CountDownLatch started = new CountDownLatch(LANES);
    private final CountDownLatch release = new CountDownLatch(1);

    /** One of its own: the others would be held up, too. */
    private StockServer server;

    private ServerView view;

    @BeforeEach
    void start() {
        server = StockServer.start();
        view = new ServerView(server);
    }

    @AfterEach
    void stop() {
        view.close();
        server.close();
    }

    static Stream<Integer> pauses() {
        return seconds("millwright.pauses", "8");
    }

    static Stream<Integer> redisPauses() {
        return seconds("millwright.redis.pauses", "7");
    }

    private static Stream<Integer> seconds(String property, String otherwise) {
        return Arrays.stream(System.getProperty(property, otherwise).split(",", -1))
                .map(Integer::valueOf);
    }

    private static void pass(int seconds) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        await().atMost(Duration.ofSeconds(seconds + 60)).until(() -> System.nanoTime() - end >= 0);
    }

    private void push(String jobtype, int count) {
        try (FaktoryClient client = FaktoryClient.connect(ServerAddress.parse(server.url()))) {
            for (int pushed = 0; pushed < count; pushed += BATCH) {
                assertThat(client.pushBulk(IntStream.range(0, Math.min(BATCH, count - pushed))
                                .mapToObj(i -> Job.of(jobtype, i))
                                .toList()))
                        .isEmpty();
            }
        }
    }

    private Worker.Builder worker() {
        return Worker.builder()
                .server(ServerAddress.parse(server.url()))
                .concurrency(LANES)
                .register("short", this::done)
                .register("held", context -> {
                    started.countDown();
                    release.await();
                    done(context);
                });
    }

    private void done(JobContext context) {
        done.add(context.jid());
    }

    /** Waits until the queue is empty and the worker has nothing to do any more. */
    private void awaitDrained(Worker worker) {
        await().atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> view.queued("default") == 0
                        && worker.runningJobs().isEmpty()
                        && worker.status().pendingReports() == 0);
    }

    /** A job for each FETCH that it was about to answer is the server's own to lose: it gives each 5 s, standing or not. */
    private void allButAFewAreDoneAndNoneIsReserved(TestReporter reporter) {
        await("no job reserved that nobody runs").atMost(Duration.ofSeconds(30)).until(() -> view.reserved() == 0);
        assertThat(done).hasSizeBetween(JOBS - LANES, JOBS);
        reporter.publishEntry("jobs lost by the server itself", Integer.toString(JOBS - done.size()));
    }

    @ParameterizedTest
    @MethodSource("pauses")
    void noJobIsReservedForNobodyWhenTheServerGoesOn(int seconds, TestReporter reporter) {
        push("short", JOBS);
        try (Worker worker = worker().build()) {
            worker.start();
            await().atMost(Duration.ofSeconds(60)).until(() -> done.size() > JOBS / 20);

            server.pause();
            pass(seconds);
            server.unpause();

            awaitDrained(worker);
            allButAFewAreDoneAndNoneIsReserved(reporter);
        }
    }

    @ParameterizedTest
    @MethodSource("redisPauses")
    void noJobIsReservedForNobodyWhenRedisGoesOn(int seconds, TestReporter reporter) {
        push("short", JOBS);
        try (Worker worker = worker().build()) {
            worker.start();
            await().atMost(Duration.ofSeconds(60)).until(() -> done.size() > JOBS / 20);

            server.pauseRedis();
            pass(seconds);
            server.continueRedis();

            awaitDrained(worker);
            allButAFewAreDoneAndNoneIsReserved(reporter);
        }
    }

    /** All lanes have written a report and a FETCH to a server that reads neither. */
    private Worker workerOfAStandingServer(Worker.Builder builder) throws InterruptedException {
        push("held", LANES);
        push("short", 5 * LANES);
        Worker worker = builder.build();
        worker.start();
        assertThat(started.await(60, TimeUnit.SECONDS)).isTrue();
        server.pause();
        release.countDown();
        await().atMost(Duration.ofSeconds(60)).until(() -> done.size() == LANES);
        return worker;
    }

    @Test
    void aStopAwaitsAServerThatGoesOn() throws Exception {
        try (Worker worker = workerOfAStandingServer(worker())) {
            pass(7);
            CompletableFuture<StopResult> stopped = worker.stop();
            assertThat(stopped).isNotDone();
            server.unpause();

            assertThat(stopped.get(60, TimeUnit.SECONDS).clean()).isTrue();

            assertThat(view.reserved()).isZero();
            assertThat(done.size() + view.queued("default")).isEqualTo(6 * LANES);
        }
    }

    @Test
    void aStopDoesNotAwaitAServerForEver() throws Exception {
        Worker.Builder impatient = worker().shutdownTimeout(Duration.ZERO).cleanupGrace(Duration.ZERO);
        try (Worker worker = workerOfAStandingServer(impatient)) {
            StopResult result = worker.stop().get(60, TimeUnit.SECONDS);

            assertThat(result.unreported()).isEqualTo(LANES);
        }
    }
}
