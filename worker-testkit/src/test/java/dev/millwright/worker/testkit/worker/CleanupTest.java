package dev.millwright.worker.testkit.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.Job;
import dev.millwright.worker.JobContext;
import dev.millwright.worker.JobHandler;
import dev.millwright.worker.StopResult;
import dev.millwright.worker.Worker;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A function that has been told to stop can clean up: what it does then may block. */
class CleanupTest extends WorkerTest {
    private static final Map<String, JobHandler> WAYS = Map.of(
            "signal.sleep", context -> context.signal().sleep(Duration.ofHours(1)),
            "throwIfCancelled in a loop",
                    context -> {
                        while (true) {
                            context.signal().throwIfCancelled();
                            Thread.onSpinWait();
                        }
                    },
            "isCancelled in a loop",
                    context -> {
                        while (!context.signal().isCancelled()) {
                            LockSupport.parkNanos(1_000_000);
                        }
                    },
            "reason in a loop",
                    context -> {
                        while (context.signal().reason().isEmpty()) {
                            Thread.onSpinWait();
                        }
                    },
            "Thread.sleep", context -> Thread.sleep(Duration.ofHours(1).toMillis()),
            "an interrupt that was put back",
                    context -> {
                        try {
                            new CountDownLatch(1).await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                            context.signal().throwIfCancelled();
                        }
                    },
            "the worker's client",
                    context -> {
                        while (true) {
                            context.client().info();
                        }
                    });

    static Stream<String> ways() {
        return WAYS.keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("ways")
    void afterItWasToldBy(String way) throws Exception {
        CompletableFuture<String> cleaned = new CompletableFuture<>();
        Worker worker = start(worker().shutdownTimeout(Duration.ofMillis(100)).register("told", context -> {
            try {
                WAYS.get(way).run(context);
            } finally {
                cleanUp(context, cleaned);
            }
        }));
        server.push("told");
        awaitStarted(1);

        CompletableFuture<StopResult> stopped = worker.stop();
        server.endFetches();

        assertThat(stopped.get(30, TimeUnit.SECONDS)).isEqualTo(new StopResult(1, 0, 0));
        assertThat(cleaned.get(1, TimeUnit.SECONDS)).isEqualTo("slept and pushed");
        assertThat(server.queue("cleanup")).hasSize(1);
    }

    private static void cleanUp(JobContext context, CompletableFuture<String> cleaned) {
        try {
            // Long enough for an interrupt that comes after the news.
            new CountDownLatch(1).await(200, TimeUnit.MILLISECONDS);
            context.client().push(Job.builder("undo").queue("cleanup").build());
            cleaned.complete("slept and pushed");
        } catch (Throwable e) {
            cleaned.complete(String.valueOf(e));
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void andTheNextJobOnThatThreadIsNotInterrupted(String way) throws Exception {
        Worker worker = start(worker().concurrency(1)
                .register("told", context -> WAYS.get(way).run(context)));
        String jid = server.push("told");
        awaitStarted(1);

        assertThat(worker.cancel(jid)).isTrue();

        server.push("noop");
        awaitAcks(1);
        server.await("the cancelled job in Dead", now -> now.dead().size() == 1);
    }
}
