package dev.millwright.worker.testkit.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.JobContext;
import dev.millwright.worker.JobHandler;
import dev.millwright.worker.JobListener;
import dev.millwright.worker.JobOptions;
import dev.millwright.worker.ServerAddress;
import dev.millwright.worker.Worker;
import dev.millwright.worker.testkit.DevServer;
import dev.millwright.worker.testkit.DevServerBuilder;
import dev.millwright.worker.testkit.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** A server, the workers that a test starts on it, and functions that wait for the test. */
@Timeout(60)
abstract class WorkerTest {
    static final Duration LIMIT = Duration.ofSeconds(30);

    final DevServer server = serverBuilder().start();

    /** Opened at the end, for functions that listen to nobody else. */
    final Release released = new Release();

    private final Semaphore started = new Semaphore(0);
    private final List<Worker> workers = new ArrayList<>();

    /** How the server is to be. Called before anything else. */
    DevServerBuilder serverBuilder() {
        return DevServer.builder().fetchWait(Duration.ofMillis(300));
    }

    /** Whether these functions are asynchronous ones; overridden by those that run a test once more with such. */
    boolean isAsync() {
        return false;
    }

    /** A worker with two slots and these functions: noop, sleep (obeys), stubborn (waits for the test), fail. */
    Worker.Builder worker() {
        return worker(JobOptions.DEFAULT);
    }

    /** The same, with options for each function. */
    Worker.Builder worker(JobOptions options) {
        Worker.Builder builder = Worker.builder()
                .server(ServerAddress.parse(server.url()))
                .concurrency(2)
                .heartbeat(Duration.ofMillis(200))
                .listener(new JobListener() {
                    @Override
                    public void onJobStarted(JobContext context) {
                        started.release();
                    }
                });
        return isAsync() ? withStages(builder, options) : withThreads(builder, options);
    }

    /** Registers a function; if these are asynchronous ones, it runs on a thread that its stage can interrupt. */
    final Consumer<Worker.Builder> function(String jobtype, JobOptions options, JobHandler handler) {
        return builder -> {
            if (isAsync()) {
                builder.registerAsync(jobtype, options, context -> ThreadStage.run(handler, context));
            } else {
                builder.register(jobtype, options, handler);
            }
        };
    }

    final Consumer<Worker.Builder> function(String jobtype, JobHandler handler) {
        return function(jobtype, JobOptions.DEFAULT, handler);
    }

    private Worker.Builder withThreads(Worker.Builder builder, JobOptions options) {
        return builder.register("noop", options, context -> {})
                .register("sleep", options, context -> new CountDownLatch(1).await())
                .register("stubborn", options, context -> awaitStubbornly())
                .register("fail", options, context -> {
                    throw new IllegalStateException("on purpose");
                });
    }

    private Worker.Builder withStages(Worker.Builder builder, JobOptions options) {
        return builder.registerAsync("noop", options, context -> CompletableFuture.completedFuture(null))
                .registerAsync("sleep", options, context -> new CompletableFuture<>())
                .registerAsync("stubborn", options, context -> released.stage())
                .registerAsync(
                        "fail",
                        options,
                        context -> CompletableFuture.failedFuture(new IllegalStateException("on purpose")));
    }

    Worker start(Worker.Builder builder) {
        Worker worker = builder.build();
        workers.add(worker);
        worker.start();
        return worker;
    }

    /** All that this test has started. */
    List<Worker> startedWorkers() {
        return workers;
    }

    /** Waits until so many more functions have been called. */
    void awaitStarted(int jobs) throws InterruptedException {
        assertThat(started.tryAcquire(jobs, 30, TimeUnit.SECONDS))
                .as("jobs started")
                .isTrue();
    }

    /** Waits until the server has so many ACKs. */
    void awaitAcks(int jobs) {
        server.await(jobs + " ACKs", now -> now.processed() - now.failures() == jobs);
    }

    /** Lets the time pass second by second, and gives each a moment to show what it brings. */
    void advanceUntil(ManualClock clock, Duration limit, Predicate<DevServer> condition) {
        for (long second = 0; second < limit.toSeconds(); second++) {
            clock.advance(Duration.ofSeconds(1));
            try {
                server.await("the effect of a second", condition, Duration.ofMillis(50));
                return;
            } catch (AssertionError e) {
                // perhaps the next one
            }
        }
        server.await("the effect of " + limit + " of the worker's clock", condition, LIMIT);
    }

    /** What functions wait for that know nothing of signals, with a thread or without. */
    static final class Release extends CountDownLatch {
        private final CompletableFuture<String> stages = new CompletableFuture<>();

        Release() {
            super(1);
        }

        /** Completes with the release, and cannot be cancelled. */
        CompletionStage<String> stage() {
            return stages.minimalCompletionStage();
        }

        @Override
        public void countDown() {
            super.countDown();
            stages.complete("released");
        }
    }

    void awaitStubbornly() {
        while (true) {
            try {
                released.await();
                return;
            } catch (InterruptedException e) {
                // knows nothing of signals
            }
        }
    }

    @AfterEach
    void close() {
        released.countDown();
        workers.forEach(Worker::quiet);
        server.acceptConnections();
        server.endFetches();
        // Not close(), which waits for as long as it takes: with a clock that no one moves any more, for ever.
        for (Worker worker : workers) {
            assertThat(worker.stop()).succeedsWithin(30, TimeUnit.SECONDS);
        }
        server.close();
    }
}
