package dev.millwright.worker.testkit.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.AsyncJobHandler;
import dev.millwright.worker.JobContext;
import dev.millwright.worker.JobListener;
import dev.millwright.worker.JobOptions;
import dev.millwright.worker.JobOutcome;
import dev.millwright.worker.Worker;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Stages are not ours: they complete twice, late, on any thread, or never, and their methods throw. */
class AsyncStagesTest extends WorkerTest {
    private final AtomicInteger ended = new AtomicInteger();

    @Override
    Worker.Builder worker() {
        return super.worker().listener(new JobListener() {
            @Override
            public void onJobEnded(JobContext context, JobOutcome outcome, Duration elapsed) {
                ended.incrementAndGet();
            }
        });
    }

    /** A stage that has one method, and throws from all others. */
    static CompletionStage<?> stage(Consumer<BiConsumer<Object, Throwable>> whenComplete) {
        return (CompletionStage<?>) Proxy.newProxyInstance(
                AsyncStagesTest.class.getClassLoader(),
                new Class<?>[] {CompletionStage.class},
                (self, method, args) -> {
                    if (method.getName().equals("whenComplete")) {
                        @SuppressWarnings("unchecked")
                        BiConsumer<Object, Throwable> callback = (BiConsumer<Object, Throwable>) args[0];
                        whenComplete.accept(callback);
                        return null;
                    }
                    throw new UnsupportedOperationException(method.getName());
                });
    }

    private static void onAnotherThread(Runnable task) {
        new Thread(task, "completes").start();
    }

    @SuppressWarnings("NullAway")
    static Stream<Arguments> done() {
        return Stream.of(
                stage("that is complete", context -> CompletableFuture.completedFuture("yes")),
                stage("that calls back at once", context -> stage(callback -> callback.accept("yes", null))),
                stage(
                        "that calls back later",
                        context -> stage(callback -> onAnotherThread(() -> callback.accept("yes", null)))),
                stage(
                        "that calls back twice",
                        context -> stage(callback -> {
                            callback.accept("yes", null);
                            callback.accept(null, new IOException("no"));
                        })),
                stage(
                        "that calls back twice later",
                        context -> stage(callback -> onAnotherThread(() -> {
                            callback.accept("yes", null);
                            callback.accept(null, new IOException("no"));
                            callback.accept("yes", null);
                        }))),
                stage(
                        "that throws after it has called back",
                        context -> stage(callback -> {
                            callback.accept("yes", null);
                            throw new IllegalStateException("no");
                        })),
                stage("of a value that is nothing", context -> CompletableFuture.supplyAsync(() -> null)));
    }

    private static Arguments stage(String name, AsyncJobHandler handler) {
        return Arguments.of(name, handler);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void done(String name, AsyncJobHandler handler) {
        start(worker().concurrency(1).registerAsync("odd", handler));
        server.push("odd");
        server.push("odd");
        awaitAcks(2);
        server.push("noop"); // with the only slot

        awaitAcks(3);

        assertThat(server.failures()).isZero();
        assertThat(server.commands("ACK")).hasSize(3);
        assertThat(ended).hasValue(3);
    }

    static Stream<Arguments> failing() {
        return Stream.of(
                stage(
                        "that throws",
                        context -> stage(callback -> {
                            throw new UncheckedFailure();
                        })),
                stage(
                        "that throws an Error",
                        context -> stage(callback -> {
                            throw new UncheckedFailure.Grave();
                        })),
                stage(
                        "that throws, then calls back",
                        context -> stage(callback -> {
                            onAnotherThread(() -> {
                                onAnotherThread(() -> callback.accept("yes", null));
                            });
                            throw new UncheckedFailure();
                        })),
                stage(
                        "that fails later",
                        context -> stage(
                                callback -> onAnotherThread(() -> callback.accept(null, new UncheckedFailure())))),
                stage(
                        "that fails with wrappers",
                        context -> CompletableFuture.failedFuture(new CompletionException(
                                new ExecutionException(new CompletionException(new UncheckedFailure()))))),
                stage(
                        "that fails with wrappers later",
                        context -> CompletableFuture.supplyAsync(() -> {
                            throw new CompletionException(new ExecutionException(new UncheckedFailure()));
                        })),
                stage("that is not returned", context -> {
                    throw new UncheckedFailure();
                }),
                stage(
                        "that fails with what has odd causes",
                        context -> CompletableFuture.failedFuture(new UncheckedFailure.OwnCause())),
                stage(
                        "that fails with what throws if asked for its cause",
                        context -> CompletableFuture.failedFuture(new UncheckedFailure.NoCause())));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void failing(String name, AsyncJobHandler handler) {
        start(worker().concurrency(1).registerAsync("odd", handler));
        server.push("odd");
        server.await("the FAIL", now -> now.retries().size() == 1);
        server.push("noop");

        awaitAcks(1);

        assertThat(server.retries().get(0).failure().orElseThrow().errtype())
                .contains(UncheckedFailure.class.getSimpleName());
        assertThat(server.commands("FAIL")).hasSize(1);
        assertThat(ended).hasValue(2);
    }

    /** Its whenComplete does nothing: the job holds its slot until something else ends it. */
    @Test
    void oneThatNeverCallsBackHoldsItsSlot() throws Exception {
        Worker worker = start(worker().concurrency(1).registerAsync("never", context -> stage(callback -> {})));
        String jid = server.push("never");
        awaitStarted(1);
        assertThat(worker.status().pools().get(0).running()).isEqualTo(1);
        server.await(
                "it to wait",
                now -> worker.runningJobs().stream()
                        .anyMatch(
                                job -> job.awaits().isPresent() && job.thread().isEmpty()));

        worker.cancel(jid);

        server.await("the job in Dead", now -> now.dead().size() == 1);
        assertThat(server.dead().get(0).failure().orElseThrow().backtrace())
                .singleElement()
                .asString()
                .startsWith("waits asynchronously for ")
                .contains("registered at", "AsyncStagesTest.oneThatNeverCallsBackHoldsItsSlot(AsyncStagesTest.java:");
        assertThat(worker.status().pools().get(0).running()).isEqualTo(1);
    }

    static Stream<Arguments> uncancellable() {
        return Stream.of(
                Arguments.of("that is no Future", null),
                Arguments.of("whose cancel throws", new Unwilling(true)),
                Arguments.of("whose cancel does nothing", new Unwilling(false)),
                Arguments.of("that is minimal", new CompletableFuture<String>().minimalCompletionStage()));
    }

    /** What completes after the signal changes nothing, but its end is awaited, and the slot is held until then. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("uncancellable")
    void oneThatCompletesAfterTheSignal(String name, @Nullable CompletionStage<String> given) throws Exception {
        CompletableFuture<BiConsumer<Object, Throwable>> callback = new CompletableFuture<>();
        CompletionStage<?> stage = given != null ? given : stage(callback::complete);
        Worker worker = start(worker().concurrency(1).registerAsync("late", context -> stage));
        String jid = server.push("late");
        awaitStarted(1);
        assertThat(worker.cancel(jid)).isTrue();
        server.await("the job in Dead", now -> now.dead().size() == 1);
        server.push("noop");
        assertThat(worker.runningJobs()).hasSize(1);

        if (given == null) {
            callback.get(30, TimeUnit.SECONDS).accept("late", null);
        } else if (given instanceof Unwilling unwilling) {
            unwilling.complete("late");
        } else {
            return; // nobody can complete that one
        }

        awaitAcks(1);
        assertThat(server.commands("FAIL")).hasSize(1);
        assertThat(ended).hasValue(2);
    }

    @Test
    void oneThatIsNotToBeCancelledIsAwaited() throws Exception {
        CompletableFuture<String> stage = new CompletableFuture<>();
        CompletableFuture<String> cleaned = new CompletableFuture<>();
        Worker worker = start(worker().registerAsync("cleans", JobOptions.DEFAULT.withInterruptible(false), context -> {
            context.signal().onCancel(why -> cleaned.complete("yes"));
            return stage;
        }));
        String jid = server.push("cleans");
        awaitStarted(1);
        worker.cancel(jid);
        assertThat(cleaned.get(30, TimeUnit.SECONDS)).isEqualTo("yes");
        server.await("the job in Dead", now -> now.dead().size() == 1);
        assertThat(stage).isNotDone();
        assertThat(worker.runningJobs()).hasSize(1);

        stage.complete("cleaned up");

        server.await("its end", now -> worker.runningJobs().isEmpty());
    }

    /** The signal came while the function was being called, and it has not looked. */
    @Test
    void oneThatIsReturnedAfterTheSignalIsCancelledToo() throws Exception {
        CompletableFuture<String> stage = new CompletableFuture<>();
        Worker worker = start(worker().registerAsync("slow", context -> {
            awaitStubbornly();
            return stage;
        }));
        String jid = server.push("slow");
        awaitStarted(1);
        worker.cancel(jid);
        server.await("the job in Dead", now -> now.dead().size() == 1);
        assertThat(server.dead().get(0).failure().orElseThrow().backtrace())
                .as("its thread was in the function")
                .anyMatch(line -> line.contains("awaitStubbornly"));

        released.countDown();

        server.await("its end", now -> worker.runningJobs().isEmpty());
        assertThat(stage).isCancelled();
    }

    /** Each completes the next one, there and then: neither the stack nor who completes them is held by what follows. */
    @Test
    void thousandsThatCompleteEachOther() throws Exception {
        int jobs = 5_000;
        List<CompletableFuture<String>> stages = new ArrayList<>();
        for (int i = 0; i < jobs; i++) {
            stages.add(new CompletableFuture<>());
        }
        for (int i = 0; i + 1 < jobs; i++) {
            int next = i + 1;
            stages.get(i).whenCompleteAsync((value, failure) -> stages.get(next).complete("yes"));
        }
        AtomicInteger next = new AtomicInteger();
        CountDownLatch all = new CountDownLatch(jobs);
        start(worker().concurrency(jobs).registerAsync("chained", context -> {
            all.countDown();
            return stages.get(next.getAndIncrement());
        }));
        for (int i = 0; i < jobs; i++) {
            server.push("chained");
        }
        assertThat(all.await(50, TimeUnit.SECONDS)).isTrue();

        stages.get(0).complete("yes");

        awaitAcks(jobs);
    }

    /** The lanes' thread calls the function of one job after the other, each of which is complete when it returns. */
    @Test
    void thousandsThatAreCompleteAtOnce() {
        start(worker().concurrency(4).registerAsync("at once", context -> CompletableFuture.completedFuture("yes")));
        for (int i = 0; i < 5_000; i++) {
            server.push("at once");
        }

        awaitAcks(5_000);
    }

    @Test
    void whoCompletesOneIsNotHeldByWhatFollows() throws Exception {
        CompletableFuture<String> stage = new CompletableFuture<>();
        CountDownLatch held = new CountDownLatch(1);
        start(worker().registerAsync("held", context -> stage).listener(new JobListener() {
            @Override
            public void onJobEnded(JobContext context, JobOutcome outcome, Duration elapsed) {
                held.countDown();
                awaitStubbornly();
            }
        }));
        server.push("held");
        awaitStarted(1);

        stage.complete("yes"); // returns

        assertThat(held.await(30, TimeUnit.SECONDS)).isTrue();
        released.countDown();
        awaitAcks(1);
    }

    /** A future that is not cancelled when it is told to. */
    private static final class Unwilling extends CompletableFuture<String> {
        private final boolean throwing;

        Unwilling(boolean throwing) {
            this.throwing = throwing;
        }

        @Override
        public boolean cancel(boolean mayInterrupt) {
            if (throwing) {
                throw new IllegalStateException("on purpose");
            }
            return false;
        }
    }

    private static final class UncheckedFailure extends RuntimeException {
        private static final long serialVersionUID = 1;

        static final class Grave extends Error {
            private static final long serialVersionUID = 1;
        }

        static final class OwnCause extends CompletionException {
            private static final long serialVersionUID = 1;

            OwnCause() {
                super("on purpose");
            }

            @Override
            public synchronized Throwable getCause() {
                return this;
            }
        }

        static final class NoCause extends CompletionException {
            private static final long serialVersionUID = 1;

            NoCause() {
                super("on purpose");
            }

            @Override
            public synchronized Throwable getCause() {
                throw new IllegalStateException("on purpose");
            }
        }
    }
}
