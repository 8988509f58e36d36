package dev.millwright.worker.testkit.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millwright.worker.AsyncJobHandler;
import dev.millwright.worker.CancellationReason;
import dev.millwright.worker.FaktoryClient;
import dev.millwright.worker.Job;
import dev.millwright.worker.JobHandler;
import dev.millwright.worker.JobOutcome;
import dev.millwright.worker.JobOutcome.Fail;
import dev.millwright.worker.JobType;
import dev.millwright.worker.NonRetryableException;
import dev.millwright.worker.ServerAddress;
import dev.millwright.worker.Worker;
import dev.millwright.worker.testkit.InlineJob;
import dev.millwright.worker.testkit.Jobs;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An inline job is FAILed as a worker's is: the same function, run by both. */
class InlineJobContractTest extends WorkerTest {
    record Point(int x, int y) {}

    private static final JobType<Point> POINT = JobType.of("odd", Point.class);

    private final FaktoryClient client = FaktoryClient.connect(ServerAddress.parse(server.url()));
    private final Jobs jobs = Jobs.of(client);

    @AfterEach
    void closeClient() {
        client.close();
    }

    private Worker.Builder listened() {
        return worker().listener(jobs.listener());
    }

    private JobOutcome byWorker(Worker.Builder builder) {
        start(builder);
        return jobs.run(Job.of("odd"));
    }

    private static InlineJob inline() {
        return InlineJob.of(Job.of("odd"));
    }

    static Stream<Arguments> throwables() {
        return Stream.of(
                thrown("a plain one", () -> new IllegalStateException("on purpose")),
                thrown("without a message", () -> new IllegalStateException()),
                thrown("with causes", () -> new RuntimeException("a", new IOException("b", new Error("c")))),
                thrown("whose message is its cause", () -> new RuntimeException(new IOException("b"))),
                thrown("that is checked", () -> new IOException("not declared")),
                thrown("that is interrupted by nobody", () -> new InterruptedException("not by a signal")),
                thrown("with a long message", () -> new IllegalStateException("x".repeat(100_000))),
                thrown("that is its cause's cause", InlineJobContractTest::circle),
                thrown("that is its own cause", OwnCause::new),
                thrown("with ever new causes", Endless::new),
                thrown("with many causes", () -> nested(1_000)),
                thrown("for good", () -> new NonRetryableException("no such customer")),
                thrown("for good, for a reason", () -> new NonRetryableException("no", new IOException("gone"))),
                thrown("for good, only wrapping", () -> new NonRetryableException(new IOException("gone"))),
                thrown("for good, around nothing", () -> new NonRetryableException((String) null)),
                thrown("for good, of its own class", () -> new NoSuchCustomer(new IOException("gone"))),
                thrown("wrapped, for good", () -> new ExecutionException(new NonRetryableException("gone"))),
                thrown("wrapped deeply, for good", () -> new Error(new RuntimeException(new NoSuchCustomer(null)))),
                thrown("an Error", () -> new AssertionError("not so")),
                thrown("an end of the stack", InlineJobContractTest::overflow),
                thrown("whose getMessage throws", NoMessage::new),
                thrown("whose getCause throws", NoCause::new),
                thrown("wrapped, whose getMessage throws", () -> new NonRetryableException(new NoMessage())),
                thrown("without a stack", NoStack::new));
    }

    private static Arguments thrown(String name, Supplier<Throwable> made) {
        return Arguments.of(name, made);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("throwables")
    void whatAFunctionThrows(String name, Supplier<Throwable> made) {
        JobHandler handler = context -> sneak(made.get());

        JobOutcome inline = inline().run(handler);

        assertThat(inline)
                .isInstanceOf(Fail.class)
                .isEqualTo(byWorker(listened().register("odd", handler)));
    }

    @Test
    void aFunctionWhoseArgsDoNotFit() {
        JobOutcome inline = inline().run(POINT, (context, point) -> {});

        assertThat(inline)
                .isInstanceOf(Fail.class)
                .isEqualTo(byWorker(listened().register(POINT, (context, point) -> {})));
    }

    @Test
    void anAsynchronousFunctionWhoseArgsDoNotFit() {
        JobOutcome inline = inline().runAsync(POINT, (context, point) -> CompletableFuture.completedFuture(point));

        assertThat(inline)
                .isInstanceOf(Fail.class)
                .isEqualTo(byWorker(
                        listened().registerAsync(POINT, (context, point) -> CompletableFuture.completedFuture(point))));
    }

    @SuppressWarnings("NullAway")
    static Stream<Arguments> asynchronous() {
        return Stream.of(
                stage("that fails", context -> CompletableFuture.failedFuture(new IOException("away"))),
                stage(
                        "that depends on one that fails",
                        context -> CompletableFuture.failedFuture(new IOException("away"))
                                .thenApply(value -> value)
                                .thenCompose(CompletableFuture::completedFuture)),
                stage(
                        "that fails for good",
                        context -> CompletableFuture.completedFuture(1).thenApply(one -> {
                            throw new NonRetryableException("gone");
                        })),
                stage(
                        "that fails with a wrapper around nothing",
                        context -> CompletableFuture.failedFuture(new CompletionException("nothing", null))),
                stage("that fails with an Error", context -> CompletableFuture.failedFuture(new Error("away"))),
                stage("that is cancelled by others", context -> {
                    CompletableFuture<?> cancelled = new CompletableFuture<>();
                    cancelled.cancel(true);
                    return cancelled;
                }),
                stage("that is none", context -> null),
                stage("that is never returned", context -> {
                    throw new IOException("not even begun");
                }));
    }

    private static Arguments stage(String name, AsyncJobHandler handler) {
        return Arguments.of(name, handler);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("asynchronous")
    void aStage(String name, AsyncJobHandler handler) {
        JobOutcome inline = inline().runAsync(handler);

        assertThat(inline)
                .isInstanceOf(Fail.class)
                .isEqualTo(byWorker(listened().registerAsync("odd", handler)));
    }

    @Test
    void aFunctionThatIsCancelled() {
        AtomicReference<@Nullable Thread> runner = new AtomicReference<>();
        JobHandler handler = context -> {
            runner.set(Thread.currentThread());
            new CountDownLatch(1).await();
        };

        InlineJob inline = inline().start(handler);
        awaitThatItWaits(runner);
        inline.fire(CancellationReason.CANCELLED);

        Worker worker = start(listened().register("odd", handler));
        String jid = client.push(Job.of("odd"));
        awaitThatItWaits(runner);
        worker.cancel(jid);

        assertThat(inline.awaitOutcome()).isInstanceOf(Fail.class).isEqualTo(jobs.awaitOutcome(jid));
    }

    private static void awaitThatItWaits(AtomicReference<@Nullable Thread> runner) {
        for (Thread thread = null; thread == null || thread.getState() != Thread.State.WAITING; thread = runner.get()) {
            Thread.onSpinWait();
        }
        runner.set(null);
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable odd) throws T {
        throw (T) odd;
    }

    private static Throwable circle() {
        Exception first = new Exception("first");
        first.initCause(new Exception("second", first));
        return first;
    }

    private static Throwable nested(int depth) {
        Throwable nested = new IllegalStateException("innermost");
        for (int i = 0; i < depth; i++) {
            nested = new IllegalStateException("around", nested);
        }
        return nested;
    }

    private static Throwable overflow() {
        try {
            return sink(1);
        } catch (StackOverflowError e) {
            return e;
        }
    }

    @SuppressWarnings("InfiniteRecursion")
    private static Throwable sink(int depth) {
        return sink(depth + 1);
    }

    private static final class OwnCause extends RuntimeException {
        private static final long serialVersionUID = 1;

        @Override
        public synchronized Throwable getCause() {
            return this;
        }
    }

    private static final class Endless extends RuntimeException {
        private static final long serialVersionUID = 1;

        Endless() {
            super("made while it is looked at", null, false, false);
        }

        @Override
        public synchronized Throwable getCause() {
            return new Endless();
        }
    }

    private static final class NoSuchCustomer extends NonRetryableException {
        private static final long serialVersionUID = 1;

        NoSuchCustomer(@Nullable Throwable cause) {
            super("no such customer", cause);
        }
    }

    private static final class NoMessage extends RuntimeException {
        private static final long serialVersionUID = 1;

        @Override
        public String getMessage() {
            throw new AssertionError("on purpose");
        }
    }

    private static final class NoCause extends Error {
        private static final long serialVersionUID = 1;

        @Override
        public synchronized Throwable getCause() {
            throw new IllegalStateException("on purpose");
        }
    }

    private static final class NoStack extends Exception {
        private static final long serialVersionUID = 1;

        @Override
        public StackTraceElement @Nullable [] getStackTrace() {
            return null;
        }
    }
}
